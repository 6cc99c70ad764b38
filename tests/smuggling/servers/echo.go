// Reports what it has parsed: method, target and content.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
)

func echo(writer http.ResponseWriter, request *http.Request) {
	content, err := io.ReadAll(request.Body)
	if err != nil {
		http.Error(writer, err.Error(), http.StatusBadRequest)
		return
	}
	echo := append([]byte(request.Method+" "+request.RequestURI+" "), content...)
	writer.Header().Set("Content-Length", strconv.Itoa(len(echo)))
	writer.Write(echo)
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())
	panic(http.Serve(listener, http.HandlerFunc(echo)))
}
