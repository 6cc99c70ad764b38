"""The grammar as regular expressions (RFC 9110 section 5, RFC 9112 sections 2 to 7).

The core does not use them; they exist for programs that do. They match exactly what
the core accepts.
"""

# RFC 9110 section 5.6
OWS = r"[ \t]*"
HEXDIG = r"[0-9A-Fa-f]"
token = r"[-!#$%&'*+.^_`|~0-9a-zA-Z]+"

# RFC 9110 section 5.5, except that a value may contain all control characters but NUL and
# whitespace, since peers send them.
vchar = r"[\x21-\x7e]"
vchar_or_obs_text = r"[^\x00\s]"
field_name = token
field_vchar = vchar_or_obs_text
field_content = rf"{field_vchar}+(?:[ \t]+{field_vchar}+)*"
field_value = rf"({field_content})?"
header_field = rf"(?P<field_name>{field_name}):{OWS}(?P<field_value>{field_value}){OWS}"

# RFC 9112 section 3
method = token
request_target = rf"{vchar}+"
http_version = r"HTTP/(?P<http_version>[0-9]\.[0-9])"
request_line = rf"(?P<method>{method}) (?P<target>{request_target}) {http_version}"

# RFC 9112 section 4; the space may be omitted with the reason phrase.
status_code = r"[0-9]{3}"
reason_phrase = rf"([ \t]|{vchar_or_obs_text})*"
status_line = rf"{http_version} (?P<status_code>{status_code})(?: (?P<reason>{reason_phrase}))?"

# RFC 9112 section 7.1; OWS may follow the size.
chunk_size = rf"({HEXDIG}){{1,20}}"
chunk_ext = r";.*"
chunk_header = rf"(?P<chunk_size>{chunk_size})(?P<chunk_ext>{chunk_ext})?{OWS}\r\n"
