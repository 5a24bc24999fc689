"""Map the value of each field of the contract, whatever its key is called in the source."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_knowledge_base.importers.dates import read_date
from sphinx_knowledge_base.importers.key_names import fold_key, labels, line, truth
from sphinx_knowledge_base.importers.source_site import split_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx_knowledge_base.importers.key_record import KeyRecord
    from sphinx_knowledge_base.importers.model import Value

#: Values of keys such as ``status`` that say that a text is not published.
_UNPUBLISHED = frozenset(
    {"draft", "private", "hidden", "pending", "future", "trash", "auto-draft", "skip", "unlisted"}
)
#: Values of the same keys that say nothing more than that a text is published.
_PUBLISHED = frozenset({"publish", "published", "public", "live", "final", "done", "visible"})


def _text(record: KeyRecord, key: str, value: Value, name: str) -> None:
    text = line(value)
    if text:
        record.map(key, name, text)
    else:
        record.keep(key, "is not text")


def _date(record: KeyRecord, key: str, value: Value, name: str) -> None:
    if isinstance(value, dict):  # Docusaurus: last_update: {date: ...}; MkDocs: {created: ...}
        parts = {fold_key(part): one for part, one in value.items()}
        if name == "publishedAt" and "updated" in parts and "updatedAt" not in record.found:
            _date_of(record, key, parts["updated"], "updatedAt")
        value = parts.get("date") or parts.get("created")
    if name == "publishedAt" and (is_out := truth(value)) is not None:
        record.found["draft"] = record.found.get("draft", False) or not is_out
        record.count(key, "mapped", "draft")
        return
    if isinstance(value, bool):  # Starlight: whether the date is shown
        record.count(key, "named", "not a date, but whether one is shown")
    elif _date_of(record, key, value, name):
        record.count(key, "mapped", name)
    else:
        record.keep(key)


def _date_of(record: KeyRecord, key: str, value: Value, name: str) -> bool:
    """Take a date unless there is one already, and report a value that is not a date."""
    if name in record.found:
        return False
    try:
        moment = read_date(value, month_first=record.options.month_first)
    except ValueError as error:
        record.account.note(record.place(key), "date", f"{key}: {error}")
        return False
    if moment.doubt:
        record.account.note(record.place(key), "date", f"{key}: {moment.doubt}")
    record.found[name] = moment.text
    return True


def _excerpt(record: KeyRecord, key: str, value: Value) -> None:
    has_one = "excerpt" in record.found and fold_key(key) == "description"
    _text(record, key, value, "metaDescription" if has_one else "excerpt")


def _category(record: KeyRecord, key: str, value: Value) -> None:
    if record.document.is_own and (code := line(value)):
        record.map(key, "category", record.terms.use("categories", code))
        return
    found = [
        part.strip()
        for label in labels(value, blanks=record.system.BLANKS_DIVIDE)
        for part in label.split("/" if record.system.CATEGORY_PATHS else "\0")
        if part.strip()
    ]
    if not found:
        record.count(key, "named", "empty")
        return
    first, *others = found
    if "category" in record.found:
        others = found
    else:
        record.found["category"] = record.terms.use("categories", first)
    record.more_tags += others
    record.count(key, "mapped", "category and tags" if others else "category")


def _tags(record: KeyRecord, key: str, value: Value) -> None:
    found = labels(value, blanks=record.system.BLANKS_DIVIDE)
    record.more_tags = found + record.more_tags
    record.count(key, "mapped", "tags")


def add_tags(record: KeyRecord) -> None:
    """Write each tag once, in the spelling that the site uses."""
    category = str(record.found.get("category", ""))
    used = [record.terms.use("tags", label) for label in record.more_tags if label != category]
    if used:
        record.found["tags"] = list(dict.fromkeys(used))


def _authors(record: KeyRecord, key: str, value: Value) -> None:
    names = [
        name
        for item in (value if isinstance(value, list) else record.system.split_authors(value))
        if (name := record.terms.author(item))
    ]
    if not names:
        record.keep(key, "names no author")
        return
    before = record.found.get("authors", [])
    together = [*(before if isinstance(before, list) else [before]), *names]
    record.found["authors"] = list(dict.fromkeys(map(str, together)))
    record.count(key, "mapped", "authors")


def _image(record: KeyRecord, key: str, value: Value) -> None:
    if isinstance(value, list):
        value = value[0]
    if isinstance(value, dict):  # {image: ..., alt: ...}, {path: ...}, {src: ...}
        parts = {fold_key(part): one for part, one in value.items()}
        alt = line(parts.get("alt"))
        value = next(
            (parts[n] for n in ("image", "src", "path", "url", "filename") if n in parts), None
        )
        if alt and "featuredImage" not in record.found:
            record.found.setdefault("featuredImageAlt", alt)
    _picture(record, key, value, "featuredImage")


def _picture(record: KeyRecord, key: str, value: Value, name: str) -> None:
    address = line(value)
    if address and truth(value) is None and name not in record.found:
        record.map(key, name, address)  # looked up when all files are known
    else:
        record.keep(key)


def _draft(record: KeyRecord, key: str, value: Value) -> None:
    is_set = truth(value)
    if is_set is None:
        word = line(value).casefold()
        is_set = word in _UNPUBLISHED
        if is_set and word != "draft":
            record.account.note(record.place(key), "front matter", f"{key}: {value} became a draft")
        if not is_set and word not in _PUBLISHED:
            record.keep(key)
            return
    record.found["draft"] = is_set or record.found.get("draft", False)
    record.count(key, "mapped", "draft")


def _number(record: KeyRecord, key: str, value: Value, name: str) -> None:
    try:
        number = float(line(value))
    except ValueError:
        number = math.nan
    if math.isfinite(number):
        record.map(key, name, int(number) if number == int(number) else number)
    else:
        record.keep(key, "is not a number")


def _series(record: KeyRecord, key: str, value: Value) -> None:
    found = labels(value) if isinstance(value, list | dict) else [line(value)]
    record.map(key, "series", record.terms.use("series", found[0])) if found else record.keep(key)
    if len(found) > 1:
        message = f"{key}: an article has one series; {', '.join(found[1:])} became tags"
        record.more_tags += found[1:]
        record.account.note(record.place(key), "front matter", message)


def _aliases(record: KeyRecord, key: str, value: Value) -> None:
    record.document.addresses += record.system.aliases(record.document, value)
    record.count(key, "mapped", "aliases")


def _canonical(record: KeyRecord, key: str, value: Value) -> None:
    address = line(value)
    if split_address(address).scheme == "https":
        record.map(key, "canonicalUrl", quote(address, safe="/:?#[]@!$&'()*+,;=%~"))
    else:
        record.keep(key, "is not an https address")


def _list(record: KeyRecord, key: str, value: Value, name: str) -> None:
    record.map(key, name, list(labels(value)))


def _featured(record: KeyRecord, key: str, value: Value) -> None:
    if (is_set := truth(value)) is None:
        record.keep(key, "is neither true nor false")
    else:
        record.map(key, "featured", is_set)


def _language(record: KeyRecord, key: str, value: Value) -> None:
    record.document.language = record.document.language or line(value)
    record.count(key, "mapped", "language of the site")


#: What maps the value of a key, by the field that the key is a name of.
HANDLERS: Mapping[str, Callable[[KeyRecord, str, Value], None]] = {
    "title": partial(_text, name="title"),
    "slug": partial(_text, name="slug"),
    "published": partial(_date, name="publishedAt"),
    "updated": partial(_date, name="updatedAt"),
    "expires": partial(_date, name="expiresAt"),
    "excerpt": _excerpt,
    "category": _category,
    "tags": _tags,
    "authors": _authors,
    "image": _image,
    "image_alt": partial(_text, name="featuredImageAlt"),
    "draft": _draft,
    "weight": partial(_number, name="weight"),
    "series": _series,
    "series_order": partial(_number, name="seriesOrder"),
    "aliases": _aliases,
    "canonical": _canonical,
    "meta_title": partial(_text, name="metaTitle"),
    "meta_description": partial(_text, name="metaDescription"),
    "og_title": partial(_text, name="ogTitle"),
    "og_description": partial(_text, name="ogDescription"),
    "og_image": partial(_picture, name="ogImage"),
    "keywords": partial(_list, name="keywords"),
    "featured": _featured,
    "audience": partial(_list, name="audience"),
    "language": _language,
}
