"""A blog as one writes it after Flask's tutorial: to measure beside, and never to run for readers.

SQLite without an ORM on a connection for each request, Jinja, a session cookie, a form with Flask-WTF's token, comments
that are cleaned when they are read, and no cache of any kind. Nothing in it is slow on purpose: every query has its
index, the home page counts its comments in one, and the articles, which only the editor writes, are stored as HTML.
"""

import os
import sqlite3

import bleach
from flask import Flask, Response, abort, g, redirect, render_template, session, url_for
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

SCHEMA = """
CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT NOT NULL, password TEXT NOT NULL);
CREATE TABLE article (
    id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title TEXT NOT NULL, summary TEXT NOT NULL, body TEXT NOT NULL,
    published TEXT NOT NULL
);
CREATE TABLE comment (
    id INTEGER PRIMARY KEY, article_id INTEGER NOT NULL REFERENCES article (id), name TEXT NOT NULL,
    email TEXT NOT NULL, website TEXT NOT NULL, body TEXT NOT NULL, created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX article_published ON article (published);
CREATE INDEX comment_article ON comment (article_id, id);
"""
TAGS = ("a", "blockquote", "code", "em", "li", "ol", "p", "pre", "strong", "ul")
NEWEST = """
    SELECT slug, title, summary, published, (SELECT count(*) FROM comment WHERE article_id = article.id) AS comments
    FROM article ORDER BY published DESC LIMIT 10
"""


class CommentForm(FlaskForm):
    """What a reader writes."""

    body = TextAreaField("Comment", [DataRequired(), Length(max=5000)])
    name = StringField("Name", [DataRequired(), Length(max=100)])
    email = EmailField("Email", [DataRequired(), Length(max=200)])
    website = StringField("Website", [Length(max=200)])


def create_app() -> Flask:
    """The blog on the database that NAIVE_DATABASE names."""
    app = Flask(__name__)
    app.config.from_mapping(SECRET_KEY="naive", DATABASE=os.environ["NAIVE_DATABASE"])
    app.before_request(load_user)
    app.teardown_appcontext(close_database)
    app.add_template_filter(clean)
    app.add_url_rule("/", view_func=home)
    app.add_url_rule("/articles/<slug>", view_func=article)
    app.add_url_rule("/articles/<slug>/comments", view_func=comment, methods=["POST"])
    return app


def database() -> sqlite3.Connection:
    """The connection of this request."""
    if "database" not in g:
        g.database = sqlite3.connect(os.environ["NAIVE_DATABASE"])
        g.database.row_factory = sqlite3.Row
    connection: sqlite3.Connection = g.database
    return connection


def close_database(_error: BaseException | None = None) -> None:
    if "database" in g:
        g.pop("database").close()


def load_user() -> None:
    user_id = session.get("user_id")
    g.user = user_id and database().execute("SELECT * FROM user WHERE id = ?", (user_id,)).fetchone()


def clean(text: str) -> Markup:
    """A comment as HTML: what is allowed of it."""
    return Markup(bleach.linkify(bleach.clean(text, TAGS)))  # noqa: S704 - bleach has cleaned it


def home() -> str:
    return render_template("home.html", articles=database().execute(NEWEST).fetchall())


def article(slug: str) -> str:
    return show(find(slug), CommentForm())


def comment(slug: str) -> Response | tuple[str, int]:
    found, form = find(slug), CommentForm()
    if not form.validate_on_submit():
        return show(found, form), 400
    database().execute(
        "INSERT INTO comment (article_id, name, email, website, body) VALUES (?, ?, ?, ?, ?)",
        (found["id"], form.name.data, form.email.data, form.website.data or "", form.body.data),
    )
    database().commit()
    return redirect(url_for("article", slug=slug))  # type: ignore[return-value]


def find(slug: str) -> sqlite3.Row:
    row: sqlite3.Row | None = database().execute("SELECT * FROM article WHERE slug = ?", (slug,)).fetchone()
    return row or abort(404)


def show(found: sqlite3.Row, form: CommentForm) -> str:
    comments = database().execute("SELECT * FROM comment WHERE article_id = ? ORDER BY id", (found["id"],)).fetchall()
    return render_template("article.html", article=found, comments=comments, form=form)
