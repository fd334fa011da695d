"""The API put together: the library's routes behind our door, and its description."""

import json
from functools import cache

from django.http import HttpResponse
from django.urls import include, path
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from reports.api import errors
from reports.api.door import door, nothing_here
from reports.api.endpoints import router
from reports.api.keys import OfficeKey

VERSION = "1.0"
PREFIX = "/api/v1"
ABOUT = """只读接口：办公室已下发的工作要点、任务分工、单位任务、活动和单位。每个令牌属于一个办公室，只读得到这个办公室的内容。
日期写作 2026-12-31，时刻带时区。出错时 detail 是一句中文。列表分页：有下一页时 next 是完整网址，照着取，直到为空。"""


class Renderer(JSONRenderer):
    """Chinese as it is."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="政务公开工作平台只读接口",
    version=VERSION,
    description=ABOUT,
    docs_url=None,  # the library's page loads from elsewhere
    openapi_url=None,  # ours, below: it needs no key
    urls_namespace="api",
    auth=OfficeKey(),
    renderer=Renderer(),
)
errors.install(api)
api.add_router("", router)


@cache
def description() -> bytes:
    """Return the description (OpenAPI 3.1) as JSON."""
    return json.dumps(api.get_openapi_schema(path_prefix=PREFIX), ensure_ascii=False).encode()


def openapi(request):
    """The description. It holds nothing secret."""
    return HttpResponse(description(), content_type="application/json")


@cache
def parameters(name: str) -> frozenset[str]:
    """Return the parameters of the question called name, as the description has them."""
    told = json.loads(description())["paths"]
    route = next(route for route in routes if route.name == name)
    address = f"{PREFIX}/{route.pattern}".replace("<int:", "{").replace(">", "}")
    return frozenset(one["name"] for one in told[address]["get"]["parameters"] if one["in"] == "query")


def _behind_door(route):
    return path(str(route.pattern), door(route.callback, lambda: parameters(route.name)), name=route.name)


routes = [_behind_door(route) for route in api.urls[0] if route.name != "api-root"]
routes += [path("openapi.json", door(openapi, frozenset), name="openapi")]
urlpatterns = [
    path("api/v1/", include((routes, "api"))),
    path("api/v1/", door(nothing_here, frozenset), name="api_nothing"),
    path("api/v1/<path:rest>", door(nothing_here, frozenset), name="api_nothing"),
]
