"""The headers that every answer carries: what a page may do in a browser, and who may keep it."""

from flask import current_app
from werkzeug.wrappers import Response

# No inline script or style, so no nonces, so that a page can be stored and served to everyone.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"  # no script of ours makes markup out of words
)
FEATURES = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
            "midi", "payment", "screen-wake-lock", "usb", "xr-spatial-tracking")  # fmt: skip
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# What is no document has no policy: browsers read none there, and each would cost half a kilobyte.
PARTS = ("text/css", "text/javascript", "font/woff2")
OF_DOCUMENTS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
    # `no-referrer` would make Chromium send `Origin: null` with our own forms.
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
SHARED = "public, max-age=0"  # whoever keeps a page asks each time whether it is still that
A_DAY = "public, max-age=86400"
FOREVER = "public, max-age=31536000, immutable"
A_YEAR = "max-age=31536000"  # seconds


def shared(cdn_seconds: int) -> str:
    """Who may keep a page: a network of caches for so long without asking, and as long again while it asks."""
    if not cdn_seconds:
        return f"{SHARED}, must-revalidate"
    return f"{SHARED}, s-maxage={cdn_seconds}, stale-while-revalidate={cdn_seconds}"


def common(mimetype: str | None) -> dict[str, str]:
    """Those of all answers of a kind."""
    return {**HEADERS} if mimetype in PARTS else HEADERS | OF_DOCUMENTS


def put(response: Response, *, is_public: bool) -> None:
    """Give an answer those that it has not set itself."""
    given = common(response.mimetype)
    given["Cache-Control"] = shared(current_app.config["CDN_SECONDS"]) if is_public else "private, no-store"
    if not is_public:
        given |= {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex"}
    if current_app.config["PUBLIC_URL"].startswith("https:"):
        given["Strict-Transport-Security"] = A_YEAR
    own = {name.lower() for name, _ in response.headers}
    response.headers.extend([(name, value) for name, value in given.items() if name.lower() not in own])
