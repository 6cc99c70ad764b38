"""A small FastAPI application: a path parameter, and a response model."""

from fastapi import FastAPI, Request
from pydantic import BaseModel

from demo.app import facts

app = FastAPI()


class Item(BaseModel):
    number: int
    name: str
    price: float
    tags: list[str]


@app.get("/items/{number}")
async def item(number: int) -> Item:
    return Item(number=number, name=f"item {number}", price=9.5, tags=["a", "b"])


@app.get("/about")
async def about(request: Request) -> dict:
    return facts(request.client.port)
