"""The gate: what class each route is of, and who may pass it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import BoundedSemaphore
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf, validate_csrf
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest, Forbidden, NotFound, SecurityError
from werkzeug.routing import IntegerConverter, Map, RequestRedirect
from werkzeug.wrappers import Response
from wtforms.validators import ValidationError

from . import clock, headers, hosts, intake, links
from .proxies import Proxies
from .trouble import Busy

View = TypeVar("View", bound=Callable[..., Any])

# So few forms of strangers are looked at at once that a thread of `serving.THREADS` is left for whoever reads; those at
# the door have their own places, so that a flood of comments does not keep the admin out.
_letters, _door = BoundedSemaphore(8), BoundedSemaphore(2)
PUBLIC_BODY = 300_000  # bytes; a comment of 5,000 characters needs at most 60,000
ADMIN_BODY = 25_000_000  # bytes; room for one uploaded picture
BLOG_BODY = 1_001_000_000  # bytes of a whole blog, and of the form around it
ADMIN_TEXT = 4_000_000  # bytes of one article
CONFIRMED = timedelta(minutes=15)  # for which a password that was given counts


class Id(IntegerConverter):
    """An id in an address; one that no database could hold is no page of ours."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=2**63 - 1)


class RouteClass(StrEnum):
    """Who a route is for."""

    PUBLIC = "public"  # everyone, the same answer for everyone
    TOKEN = "token"  # noqa: S105 - a class of route: whoever holds the address
    DOOR = "door"  # the way in: sign-in and set-up
    ADMIN = "admin"  # the signed-in admin


@dataclass(frozen=True, slots=True)
class Route:
    """The class of a route, and the query arguments that a public one reads (all others are dropped)."""

    route_class: RouteClass
    arguments: frozenset[str] = frozenset()
    is_confirmed: bool = False  # the password is asked for again, unless that was a moment ago
    takes_blogs: bool = False  # in files that are larger than any other
    is_kept: bool = True  # a public page is kept and given to everyone, until something that readers see is changed


class ForeignOrigin(Forbidden):
    """A form that another site sent."""


PLACES = {RouteClass.PUBLIC: _letters, RouteClass.TOKEN: _letters, RouteClass.DOOR: _door}


class Admin(Protocol):
    """Whoever is signed in."""

    id: int
    name: str
    confirmed_at: datetime | None  # when this session gave the password last


def public(*arguments: str, kept: bool = True) -> Callable[[View], View]:
    """Declare a route for everyone, with the query arguments that it reads; not `kept` where files are sent."""
    return _declare(Route(RouteClass.PUBLIC, frozenset(arguments), is_kept=kept))


def token(view: View) -> View:
    """Declare a route for whoever holds its address: never stored, never indexed."""
    return _declare(Route(RouteClass.TOKEN))(view)


def door(view: View) -> View:
    """Declare a way in under `/admin/`, open to those who are not signed in."""
    return _declare(Route(RouteClass.DOOR))(view)


def admin(view: View) -> View:
    """Declare a route for the signed-in admin."""
    return _declare(Route(RouteClass.ADMIN))(view)


def takes_blogs(view: View) -> View:
    """Declare a route for the signed-in admin to which whole blogs are sent, straight into the folder of imports."""
    return _declare(Route(RouteClass.ADMIN, takes_blogs=True))(view)


def confirmed(view: View) -> View:
    """Declare a route for the signed-in admin that asks for the password again, so that an open desk is not enough.

    Declare the page that leads to such an act so, too: then nothing that is typed there meets the question.
    """
    return _declare(Route(RouteClass.ADMIN, is_confirmed=True))(view)


def route_of(app: Flask, endpoint: str | None) -> Route:
    """The declared class of an endpoint; one without any is the admin's, so that forgetting it opens nothing."""
    view = app.view_functions.get(endpoint or "")
    return getattr(view, "gate", Route(RouteClass.ADMIN if view else RouteClass.PUBLIC))


def init_app(app: Flask, signed_in: Callable[[str], Admin | None]) -> None:
    """Guard every route of the app; `signed_in` tells who holds a session token."""
    app.wsgi_app = Proxies(app.wsgi_app, app.config["TRUSTED_PROXIES"])  # type: ignore[method-assign]
    app.url_map.converters["id"] = Id
    app.extensions["signed_in"] = signed_in
    app.before_request(_guard)
    app.after_request(_finish)
    app.teardown_request(_leave_place)
    app.jinja_env.globals["csrf_token"] = generate_csrf


def sign_in(token: str) -> None:
    """Let this browser pass: a fresh session that holds the token of its row."""
    session.clear()
    session.permanent = True
    session["token"] = token


def half_sign_in(half: str) -> None:
    """Let this browser go on to the code: a fresh session that holds nothing else."""
    session.clear()
    session["half"] = half


def half_signed_in() -> str:
    """What this browser holds between the password and the code; empty for nothing."""
    return str(session.get("half", ""))


def sign_out() -> str:
    """Forget this browser, and give the token of the row that should go too."""
    token = str(session.get("token", ""))
    session.clear()
    return token


def _declare(route: Route) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.gate = route  # type: ignore[attr-defined]
        return view

    return mark


def _guard() -> Response | None:
    _check_address(request.environ)
    if isinstance(request.routing_exception, RequestRedirect):  # its address is built from what the request calls us
        return redirect(urlsplit(request.routing_exception.new_url)._replace(scheme="", netloc="").geturl(), 308)
    route = route_of(current_app, request.endpoint)
    if route.route_class is RouteClass.PUBLIC:
        request.args = ImmutableMultiDict(pair for pair in request.args.items(multi=True) if pair[0] in route.arguments)
    if route.route_class is RouteClass.ADMIN:
        g.admin = current_app.extensions["signed_in"](session.get("token", ""))
        if g.admin is None:
            return redirect(url_for("signin.login", next=_there()), 303)
        if route.is_confirmed and not _is_confirmed(g.admin):
            return redirect(url_for("confirm.confirm", next=_there()), 303)
        request.max_content_length = BLOG_BODY if route.takes_blogs else ADMIN_BODY
        request.max_form_memory_size = ADMIN_TEXT
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        intake.read(
            is_admins=route.route_class is RouteClass.ADMIN,
            folder=current_app.config["SERVER"].import_folder if route.takes_blogs else None,
        )
        _check_form(route)
        _take_place(route)
    return None


def _check_address(environ: Mapping[str, Any]) -> None:
    if not hosts.is_own(environ.get("HTTP_HOST", ""), current_app.config["OWN_NAMES"]):
        raise SecurityError
    if environ["PATH_INFO"].startswith("//"):  # routes take all for one: a page would have any number of addresses
        raise NotFound


def _there() -> str | None:
    """The page that was asked for, or that a form was sent from where it has the form's own address."""
    methods = request.url_rule.methods if request.url_rule else None
    return request.full_path.rstrip("?") if "GET" in (methods or ()) else None


def _is_confirmed(admin: Admin) -> bool:
    """A clock that was set back counts as well as one that went on."""
    return admin.confirmed_at is not None and abs(clock.now() - admin.confirmed_at) < CONFIRMED


def _check_form(route: Route) -> None:
    if _is_foreign():
        raise ForeignOrigin(_("This form was sent from another site."))
    if route.route_class in (RouteClass.ADMIN, RouteClass.DOOR):
        try:
            validate_csrf(request.form.get("csrf_token"))
        except ValidationError:
            raise BadRequest(_("You signed in or out since this page was opened. Please send it again.")) from None


def _take_place(route: Route) -> None:
    if places := PLACES.get(route.route_class):
        if not places.acquire(blocking=False):
            raise Busy
        g.place = places


def _leave_place(_error: BaseException | None) -> None:
    if places := g.pop("place", None):
        places.release()


def _is_foreign() -> bool:
    """Browsers say where a request comes from; a program that says nothing carries nobody's cookies either."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    own = (request.host, urlsplit(current_app.config["PUBLIC_URL"]).netloc)
    try:
        return origin is not None and urlsplit(origin).netloc not in own
    except ValueError:
        return True


def _finish(response: Response) -> Response:
    is_public = route_of(current_app, request.endpoint).route_class is RouteClass.PUBLIC
    headers.put(response, is_public=is_public)
    if response.location and not links.is_own_path(response.location):
        response.location = "/"  # nobody is led elsewhere from here, however that came about
    return response
