"""What stands on the site: a piece more, all of it drawn or found anew, samples."""

from pathlib import Path
from urllib.parse import quote

import click
from flask import current_app

from .. import clock, links, samples
from ..articles import counts, mentions
from ..articles.drafts import add_file
from ..articles.frontmatter import FrontMatterError
from ..articles.queries import live_slug
from ..articles.rules import Kind, path
from ..comments import words
from ..db import writing
from ..search import index
from .running import with_database


@click.command("add-article")
@click.argument("file", type=click.Path(path_type=Path))
@with_database
def add_article(file: Path) -> None:
    """Publish the Markdown FILE with front matter (docs/writing.md), and print its address (a draft's at the desk)."""
    try:
        article_id = add_file(file, current_app.config["MEDIA_FOLDER"], clock.now())
    except FrontMatterError as error:
        raise click.ClickException(str(error)) from None
    slug = live_slug(article_id)
    click.echo(links.absolute(quote(path(Kind.ARTICLE, slug)) if slug else f"/admin/articles/{article_id}"))


@click.command("render")
@with_database
def render() -> None:
    """Make the stored HTML anew from what was written, as after an upgrade that draws it better."""
    click.echo(f"Rendered {mentions.render_all()} articles and pages, and {words.render_all()} comments.")


@click.command("reindex")
@with_database
def reindex() -> None:
    """Make the index of words anew that readers search, and count the articles of each tag and month."""
    articles, comments = index.rebuild()
    with writing() as session:
        counts.install(session.connection())
    click.echo(f"{articles} articles and pages, and {comments} comments can be found.")


@click.command("demo")
@click.option("--clear", is_flag=True, help="Remove every sample instead.")
@with_database
def demo(clear: bool) -> None:
    """Fill the site with 30 sample articles and 200 sample comments."""
    if clear:
        samples.clear()
        click.echo("The samples are gone.")
    else:
        samples.add_demo(clock.now())
        click.echo("30 sample articles and 200 sample comments are in. `flask demo --clear` removes them.")
