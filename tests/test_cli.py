"""The command line: what it prints where, and how it ends."""

import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
import zstandard
from click.testing import CliRunner

from generated import commit
from timkiem.article import Article
from timkiem.cli import main
from timkiem.metadata import metadata_version

ROWS = [
    {
        "id": "lũ",
        "title": "Lũ lên nhanh ở Tân Hoá",
        "body": "Nước lũ dâng ở Quảng Bình.",
        "date": "2022-11-03",
        "source": "Báo Sông",
    },
    {
        "id": "bão",
        "title": "Bão số 9",
        "body": "Bão và lũ ở Đà Nẵng.",
        "date": "2022-12-01T08:30",
        "url": "https://bao.vn/9",
    },
    {
        "id": "hạn",
        "title": "Hạn ở Quảng Trị",
        "body": "Hồ cạn, dân mong mưa lũ.",
        "date": "2021",
        "tags": ["hạn", "mưa"],
        "views": 7,
    },
    {"id": "giao", "title": "Giao lưu", "body": "Trẻ em vẽ lũ \x1b[31mđỏ <b>."},
]


class Done(NamedTuple):
    status: int
    out: str
    err: str


def run(*words: str, env: Mapping[str, str] | None = None, stdin: str | bytes = "") -> Done:
    """Run the command in this process; times and scores, which vary, become letters."""
    result = CliRunner().invoke(main, words, input=stdin, env=env, prog_name="timkiem")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, steady(result.stdout), steady(result.stderr))


def steady(text: str) -> str:
    text = re.sub(r"\d+ ms", "T ms", re.sub(r"\d+\.\d MB of text in \d+\.\d s", "B MB of text in T s", text))
    return re.sub(r"score \d+\.\d\d", "score S", text)


def process(
    *words: str, env: Mapping[str, str] | None = None, stdin: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "timkiem", *words],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, **(env or {})},
    )


def on_a_terminal(*words: str, env: Mapping[str, str] | None = None, stdin: bytes = b"") -> tuple[int, str]:
    """The exit status, and all that a terminal shows."""
    pty = pytest.importorskip("pty", reason="Windows has no pseudo terminals")
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    with subprocess.Popen(
        [sys.executable, "-m", "timkiem", *words],
        stdin=subprocess.PIPE,
        stdout=theirs,
        stderr=theirs,
        env={**environment, "TERM": "xterm", **(env or {})},
    ) as child:
        os.close(theirs)
        assert child.stdin is not None
        child.stdin.write(stdin)
        child.stdin.close()
        seen = b""
        while piece := _piece(ours):
            seen += piece
        status = child.wait()
    os.close(ours)
    return status, steady(seen.decode().replace("\r\n", "\n"))


def _piece(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # Linux says so when the other end is closed
        return b""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with tin.jsonl and its index."""
    folder = tmp_path_factory.mktemp("archive")
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
    (folder / "tin.jsonl").write_text(lines, "utf-8")
    assert run("index", "-i", str(folder / "index"), str(folder / "tin.jsonl")) == (
        0,
        "4 articles added; B MB of text in T s\n",
        "",
    )
    return folder


@pytest.fixture
def inside(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The archive as the current folder; nothing may change it."""
    monkeypatch.chdir(archive)
    monkeypatch.delenv("TIMKIEM_INDEX", raising=False)
    return archive


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIMKIEM_INDEX", raising=False)
    return tmp_path


@pytest.mark.usefixtures("inside")
class TestSearch:
    def test_what_a_pipe_shows(self) -> None:
        path = Path("tin.jsonl").resolve()
        assert run("search", "Quảng", "Bình") == (
            0,
            f"""1 article found in T ms

1. Lũ lên nhanh ở Tân Hoá
   2022-11-03 · Báo Sông · id lũ · score S
   Nước lũ dâng ở **Quảng Bình**.

partial matches:

2. Hạn ở **Quảng** Trị
   2021 · {path}:3 · id hạn · score S · partial
   Hồ cạn, dân mong mưa lũ.
""",
            "",
        )

    def test_partial_matches_stand_under_one_heading(self) -> None:
        heads = re.findall(r"^\d\.|^partial matches:|partial$", run("search", "dâng lũ").out, re.M)
        assert heads == ["1.", "partial matches:", "2.", "partial", "3.", "partial", "4.", "partial"]

    def test_when_nothing_has_all(self) -> None:
        assert run("search", "Quảng Bình sóng thần") == (
            0,
            f"""no article has all of this; the closest:

1. Lũ lên nhanh ở Tân Hoá
   2022-11-03 · Báo Sông · id lũ · score S · partial
   Nước lũ dâng ở **Quảng Bình**.

2. Hạn ở **Quảng** Trị
   2021 · {Path("tin.jsonl").resolve()}:3 · id hạn · score S · partial
   Hồ cạn, dân mong mưa lũ.
""",
            "",
        )

    def test_what_a_terminal_shows(self) -> None:
        assert on_a_terminal("search", "bão") == (
            0,
            f"""1 article found in T ms

1. \x1b[1;31mBão\x1b[0m\x1b[1m số 9\x1b[0m
   \x1b[2m2022-12-01 08:30 · {Path("tin.jsonl").resolve()}:2 · id bão · score S\x1b[0m
   \x1b[1;31mBão\x1b[0m và lũ ở Đà Nẵng.
""",
        )

    @pytest.mark.parametrize(
        ("options", "env"), [((), {"NO_COLOR": "1"}), ((), {"TERM": "dumb"}), (("--no-color",), {"NO_COLOR": ""})]
    )
    def test_a_terminal_without_colour(self, options: tuple[str, ...], env: dict[str, str]) -> None:
        assert on_a_terminal("search", *options, "bão", env=env) == (0, run("search", "bão").out)

    def test_colour_in_a_pipe_when_asked_for(self) -> None:
        assert run("search", "--color", "bão", env={"NO_COLOR": "1"}).out.endswith(
            "   \x1b[1;31mBão\x1b[0m và lũ ở Đà Nẵng.\n"
        )

    def test_what_gave_a_hit_its_score(self) -> None:
        lines = run("search", "--explain", "--color", "Đà Nẵng").out.splitlines()
        parts = [re.fullmatch(r"\x1b\[2m +\d+\.\d\d  body  (.*)\x1b\[0m", line) for line in lines[-5:]]
        assert {part[1] for part in parts if part} == {
            "đà (as written) ×1",
            "nẵng (as written) ×1",
            "da (any accents) ×1",
            "nang (any accents) ×1",
            "đà nẵng (side by side) ×1",
        }
        [hit] = json.loads(run("search", "--explain", "--json", "Đà Nẵng").out)["hits"][:1]
        assert len(hit["explanation"]) == 5

    def test_json(self) -> None:
        status, out, err = run("search", "--json", "-n", "1", "Đà Nẵng")
        page = json.loads(out)
        assert (status, err, out.count("\n")) == (0, "", 1)
        assert page.pop("took_ms") > 0
        assert page["hits"][0].pop("score") > 0
        assert page == {
            "query": "Đà Nẵng",
            "reading": None,
            "suggestion": None,
            "total": 1,
            "hits": [
                {
                    "id": "bão",
                    "title": "Bão số 9",
                    "title_marks": [],
                    "date": "2022-12-01T08:30",
                    "source": None,
                    "path": f"{Path('tin.jsonl').resolve()}:2",
                    "url": "https://bao.vn/9",
                    "complete": True,
                    "snippet": {"text": "Bão và lũ ở Đà Nẵng.", "marks": [[12, 19]]},
                }
            ],
        }

    def test_jsonl_is_the_hits_of_json(self) -> None:
        hits = json.loads(run("search", "--json", "lũ").out)["hits"]
        assert [json.loads(line) for line in run("search", "--jsonl", "lũ").out.splitlines()] == hits
        assert len(hits) == 4

    def test_nothing_found(self) -> None:
        assert run("search", "siêu nhân") == (1, "", "nothing found\n")
        assert run("search", "--jsonl", "siêu nhân") == (1, "", "")
        status, out, err = run("search", "--json", "siêu nhân")
        page = json.loads(out)
        assert (status, err, page.pop("took_ms") >= 0) == (1, "", True)
        assert page == {"query": "siêu nhân", "reading": None, "suggestion": None, "total": 0, "hits": []}

    def test_a_mistyped_query(self) -> None:
        status, out, err = run("search", "quảng bnh")
        assert (status, err) == (0, "")
        assert out.startswith(
            "có phải bạn muốn tìm: quảng bình\nno article has all of this; the closest:\n\n1. Lũ lên nhanh"
        )
        assert json.loads(run("search", "--json", "quảng bnh").out)["suggestion"] == "quảng bình"

    def test_a_mistyped_query_is_searched_as_meant(self) -> None:
        found = run("search", "--auto", "quảng bnh").out
        assert found.splitlines()[1:] == ["hiểu là: quảng bình", *run("search", "quảng bình").out.splitlines()[1:]]
        assert json.loads(run("search", "--json", "--auto", "quảng bnh").out)["reading"] == "quảng bình"

    def test_keys_of_an_input_method(self) -> None:
        assert run("search", "quangr binhf").out.splitlines()[1] == "hiểu là: quảng bình"

    def test_pages_follow_each_other(self) -> None:
        every = [hit["id"] for hit in json.loads(run("search", "--json", "lũ").out)["hits"]]
        pages = [json.loads(run("search", "--json", "-n", "3", "--page", page, "lũ").out) for page in "12"]
        assert [hit["id"] for page in pages for hit in page["hits"]] == every
        assert [page["total"] for page in pages] == [4, 4]
        assert re.findall(r"^(\d+)\. ", run("search", "-n", "3", "--page", "2", "lũ").out, re.M) == ["4"]
        assert run("search", "--page", "2", "lũ") == (1, "", "no more: 4 found\n")

    @pytest.mark.parametrize(
        ("options", "ids"),
        [
            ("--sort date", ["hạn", "lũ", "bão", "giao"]),
            ("--sort -date", ["bão", "lũ", "hạn", "giao"]),
            ("--sort date --from 2022", ["lũ", "bão"]),
            ("--sort date --from 2022-11-03", ["lũ", "bão"]),
            ("--sort date --from 2022-11-04", ["bão"]),
            ("--sort date --to 2022-11", ["hạn", "lũ"]),
            ("--sort date --to 2022-11-02", ["hạn"]),
            ("--sort date --from 2021-06 --to 2021-07", ["hạn"]),  # 2021 may have been then
            ("--sort date --from 2022-12-01 --to 2022-12-01", ["bão"]),
            ("--sort date --to 9999", ["hạn", "lũ", "bão"]),
            ("--from 2023", []),
            ("--from 2022 --to 2021", []),
        ],
    )
    def test_dates(self, options: str, ids: list[str]) -> None:
        page = json.loads(run("search", "--json", *options.split(), "lũ").out)
        assert ([hit["id"] for hit in page["hits"]], page["total"]) == (ids, len(ids))

    @pytest.mark.parametrize(
        ("words", "complaint"),
        [
            (
                ["--from", "hôm qua", "lũ"],
                "Error: 'hôm qua' is not a date; write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm\n",
            ),
            (["--to", "2022-13", "lũ"], "Error: '2022-13' is not a date of the calendar\n"),
            (["-i", "không", "lũ"], "Error: không: no index here; create one with `timkiem index -i không PATH...`\n"),
            (["*"], "Error: nothing to search for: type a word\n  *\n  ^\n"),
            (
                ["lũ " * 10_000],
                f"Error: 10,000 words are too many for one query; 1,000 are the most\n  {'lũ ' * 7}\n  ^\n",
            ),
        ],
    )
    def test_what_cannot_be_searched_for(self, words: list[str], complaint: str) -> None:
        assert run("search", *words) == (2, "", complaint)

    @pytest.mark.parametrize("query", ["", " ", '"', "()", "…", "((((", "-", "🌊", "NOT"])
    def test_nothing_to_search_for_is_a_clear_message(self, query: str) -> None:
        status, out, err = run("search", "--", query)
        assert (status, out, err.split("\n")[0]) == (2, "", "Error: nothing to search for: type a word")

    @pytest.mark.parametrize(
        "words", [["lũ", "-bão"], ["-bão", "lũ", "-n", "5"], ["lũ -bão"], ["-bão lũ"], ["lũ", "-nghệ"]]
    )
    def test_an_unwanted_word_is_no_option(self, words: list[str]) -> None:
        status, out, err = run("search", "--json", *words)
        assert (err, json.loads(out)["query"]) == ("", " ".join(word for word in words if word not in ("-n", "5")))
        assert status in (0, 1)

    def test_any_bytes_and_any_terminal(self) -> None:
        done = process("search", "--json", os.fsdecode(b"\xe3 b\xc3\xa3o"))
        assert (done.returncode, done.stderr) == (0, b"")
        assert [hit["id"] for hit in json.loads(done.stdout)["hits"]] == ["bão"]
        for encoding in ("latin-1", "ascii"):
            done = process("search", "bão", env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
            assert (done.returncode, done.stderr) == (0, b"")
            done = process("search", "--json", "bão", env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
            assert [hit["id"] for hit in json.loads(done.stdout)["hits"]] == ["bão"]

    @pytest.mark.parametrize("words", [["-n", "0", "lũ"], ["--page", "0", "lũ"], ["--sort", "size", "lũ"], ["--lũ"]])
    def test_usage(self, words: list[str]) -> None:
        status, out, err = run("search", *words)
        assert (status, out, err.split("\n")[0]) == (2, "", "Usage: timkiem search [OPTIONS] [QUERY]...")


@pytest.mark.usefixtures("inside")
class TestOtherCommands:
    def test_show(self) -> None:
        assert run("show", "hạn") == (
            0,
            f"""Hạn ở Quảng Trị

tags: ["hạn", "mưa"]
views: 7
id: hạn
date: 2021
locations: ["Quảng Trị"]
path: {Path("tin.jsonl").resolve()}:3

Hồ cạn, dân mong mưa lũ.
""",
            "",
        )

    def test_show_json(self) -> None:
        status, out, err = run("show", "--json", "giao")
        assert (status, err) == (0, "")
        assert json.loads(out) == {
            "id": "giao",
            "title": "Giao lưu",
            "metadata": {"version": metadata_version()},
            "path": f"{Path('tin.jsonl').resolve()}:4",
            "body": "Trẻ em vẽ lũ  [31mđỏ <b>.",
        }

    def test_an_id_is_found_as_it_was_written(self) -> None:
        assert run("show", "h\u0061\u0323n\n")[1].startswith("Hạn ở Quảng Trị\n")

    def test_show_what_is_not_there(self) -> None:
        assert run("show", "mưa\x1b") == (
            1,
            "",
            "Error: no article has the id 'mưa\\x1b'; `timkiem search --json` shows the ids of hits\n",
        )

    def test_stats(self) -> None:
        status, out, err = run("stats", "--json")
        statistics = json.loads(out)
        assert (status, err) == (0, "")
        size, fields = statistics.pop("bytes"), statistics.pop("fields")
        assert [fields[name] for name in ("title", "body", "source", "author", "category")] == [15, 24, 2, 0, 0]
        assert statistics == {
            "articles": 4,
            "deleted": 0,
            "segments": 1,
            "generation": 1,
            "first_date": "2021-01-01",
            "last_date": "2022-12-01",
            "undated": 1,
            "metadata": {metadata_version(): 4},
        }
        assert run("stats") == (
            0,
            f"""articles    4
deleted     0
segments    1
bytes       {size:,}
published   2021-01-01 to 2022-12-01, 1 without a date
metadata    4 articles by the rules of this program ({metadata_version()})
"""
            + "".join(f"field       {name}: {words} words\n" for name, words in fields.items()),
            "",
        )

    def test_the_index_may_be_named_by_the_environment(self, inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir("/")
        named = {"TIMKIEM_INDEX": str(inside / "index")}
        assert run("search", "bão", env=named).status == 0
        assert run("search", "bão") == (
            2,
            "",
            "Error: index: no index here; create one with `timkiem index -i index PATH...`\n",
        )
        assert run("search", "-i", "x", "bão", env=named).err.startswith("Error: x: no index here")

    def test_python_m_timkiem(self) -> None:
        done = process("search", "bão")
        assert Done(done.returncode, steady(done.stdout.decode()), done.stderr.decode()) == run("search", "bão")

    def test_the_version_tells_whether_rules_were_compiled(self) -> None:
        assert run("--version").out in (
            "timkiem, version 0.1.0, rules in Python\n",
            "timkiem, version 0.1.0, rules in machine code\n",
        )

    def test_a_reader_that_stops_reading_gets_no_traceback(self) -> None:
        command = f"{sys.executable} -m timkiem search --jsonl lũ | head -c 1; exit ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == ("{", "")

    def test_a_mistyped_command_is_told_the_nearest(self) -> None:
        assert run("serch")[2].split("\n")[-2] == "Error: No such command 'serch'. Did you mean 'search'?"

    def test_a_search_loads_no_more_than_it_needs(self) -> None:
        command = "import sys; from timkiem.cli import main; main(sys.argv[1:], standalone_mode=False)"
        told = "import atexit, sys; atexit.register(lambda: print(*sys.modules, sep='\\n', file=sys.stderr)); "
        search = [sys.executable, "-c", told + command, "search", "lũ"]
        loaded = set(subprocess.run(search, capture_output=True, text=True, check=False).stderr.split())
        assert {"numpy", "click", "timkiem.cli.search", "timkiem.paging"} <= loaded
        others = {f"timkiem.{name}" for name in ("cli.index", "corpus", "metadata", "suggest", "facets", "tokens")}
        assert not loaded & {"whoosh", "numba", "llvmlite", "orjson", "unittest", "secrets", *others}
        assert (
            "numpy"
            not in subprocess.run(
                [sys.executable, "-c", told + command, "--help"], capture_output=True, text=True, check=True
            ).stderr.split()
        )

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_completion_scripts(self, shell: str) -> None:
        status, out, _ = run("completion", shell)
        assert status == 0
        assert f"_TIMKIEM_COMPLETE={shell}_complete" in out

    def test_completion_completes(self) -> None:
        def complete(words: str) -> str:
            env = {"_TIMKIEM_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
            command = "import sys; from timkiem.cli import main; main(prog_name='timkiem')"
            return subprocess.run(
                [sys.executable, "-c", command], capture_output=True, text=True, check=True, env={**os.environ, **env}
            ).stdout

        assert complete("timkiem s") == "plain,search\nplain,show\nplain,stats\nplain,suggest\n"
        assert complete("timkiem search --sort d") == "plain,date\n"
        assert complete("timkiem search --js") == "plain,--json\nplain,--jsonl\n"

    @pytest.mark.parametrize("words", [[], ["index"], ["search"], ["show"]])
    def test_without_arguments_help_is_shown(self, words: list[str]) -> None:
        status, out, err = run(*words)
        assert (status, out, err.split("\n")[0]) == (2, "", " ".join(["Usage: timkiem", *words, HELP[" ".join(words)]]))


HELP = {
    "": "[OPTIONS] COMMAND [ARGS]...",
    "index": "[OPTIONS] PATH...",
    "search": "[OPTIONS] [QUERY]...",
    "show": "[OPTIONS] ID",
}


@pytest.mark.usefixtures("empty")
class TestIndex:
    def test_files_folders_and_standard_input_together(self) -> None:
        Path("kho").mkdir()
        Path("kho/a.txt").write_text("Tin một", "utf-8")
        Path("kho/b.jsonl.zst").write_bytes(zstandard.compress(b'{"id": "b", "title": "Tin hai"}\n'))
        Path("kho/c.pdf").write_bytes(b"")
        Path("d.txt.gz").write_bytes(gzip.compress(b"Tin ba"))
        done = run("index", "kho", "d.txt.gz", "-", stdin='{"id": "e", "title": "Tin bốn"}')
        assert done == (0, "4 articles added, 1 file of another format passed over; B MB of text in T s\n", "")
        assert {hit["id"] for hit in json.loads(run("search", "--json", "tin").out)["hits"]} == {
            "kho/a",
            "b",
            "d",
            "e",
        }
        Path("kho/d.pdf").write_bytes(b"")
        assert (
            run("index", "kho").out
            == "0 articles added, 2 unchanged, 2 files of other formats passed over; B MB of text in T s\n"
        )

    def test_what_is_bad_is_named_and_the_rest_is_indexed(self) -> None:
        Path("tin.jsonl").write_bytes(
            b'{"id": "1", "title": "Tin"}\n{\n{"title": "L\xf9"}\n{"id": "2", "title": "Tin"}\n'
        )
        Path("a.txt").write_bytes(b"")
        assert run("index", "không.txt", "a.txt", "tin.jsonl") == (
            1,
            "2 articles added, 4 left out; B MB of text in T s\n",
            "left out: không.txt:1: no such file or folder\n"
            "left out: a.txt:1: empty: the first line must be the title\n"
            "left out: tin.jsonl:2: no JSON: Expecting property name enclosed in double quotes at column 2\n"
            "left out: tin.jsonl:3: neither UTF-8 nor UTF-16 (invalid start byte); convert the file\n",
        )
        assert json.loads(run("stats", "--json").out)["articles"] == 2

    def test_strict_stops_at_the_first_and_changes_nothing(self) -> None:
        Path("tin.jsonl").write_text('{"id": "1", "title": "Tin"}\n{\n[\n')
        complaint = "Error: tin.jsonl:2: no JSON: Expecting property name enclosed in double quotes at column 2\n"
        assert run("index", "--strict", "tin.jsonl") == (1, "", complaint)
        assert run("stats").err == "Error: index: no index here; create one with `timkiem index -i index PATH...`\n"
        run("index", "-", stdin='{"id": "0", "title": "Tin"}')
        before = run("stats", "--json")
        assert run("index", "--strict", "tin.jsonl") == (1, "", complaint)
        assert run("index", "--strict", "tin.jsonl", "không") == (1, "", "Error: không:1: no such file or folder\n")
        assert run("stats", "--json") == before

    def test_the_later_of_two_articles_with_one_id_stays(self) -> None:
        rows = '{"id": "1", "title": "cũ"}\n{"id": "2", "title": "khác"}\n{"id": "1", "title": "mới"}\n'
        assert (
            run("index", "-", stdin=rows).out
            == "2 articles added, 1 came twice (the later one stays); B MB of text in T s\n"
        )
        assert (
            run("index", "-", stdin='{"id": "1", "title": "mới hơn"}').out
            == "0 articles added, 1 replaced; B MB of text in T s\n"
        )
        assert json.loads(run("show", "--json", "1").out)["title"] == "mới hơn"
        assert run("search", "cũ") == (1, "", "nothing found\n")
        assert json.loads(run("stats", "--json").out)["articles"] == 2

    def test_nothing_to_index(self) -> None:
        Path("trống").mkdir()
        assert run("index", "trống") == (0, "0 articles added; B MB of text in T s\n", "")
        assert run("index", "không") == (
            1,
            "0 articles added, 1 left out; B MB of text in T s\n",
            "left out: không:1: no such file or folder\n",
        )

    def test_names_of_files_steer_no_terminal(self) -> None:
        name = "tin\x1b[31m\n.txt"
        Path(name).write_bytes(b"")
        assert run("index", name).err == "left out: tin [31m .txt:1: empty: the first line must be the title\n"

    def test_an_index_cannot_be_where_a_file_is(self) -> None:
        Path("a.txt").write_text("Tin", "utf-8")
        status, out, err = run("index", "-i", "a.txt", "a.txt")
        assert (status, out) == (2, "")
        assert err.endswith(": Directory 'a.txt' is a file.\n")
        assert run("index", "-i", "a.txt/index", "a.txt") == (2, "", "Error: a.txt/index: Not a directory\n")

    @pytest.mark.parametrize(
        ("error", "complaint"),
        [
            (PermissionError(13, "Permission denied", "index"), "Error: index: Permission denied\n"),
            (OSError(28, "No space left on device"), "Error: No space left on device\n"),
        ],
    )
    def test_what_the_disk_refuses_is_a_message(
        self, monkeypatch: pytest.MonkeyPatch, error: OSError, complaint: str
    ) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(Path, "mkdir", refuse)
        assert run("index", "-", stdin='{"title": "Tin"}') == (2, "", complaint)

    def test_several_processes_make_the_same_index(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lines = [f'{{"id": "{number % 290}", "title": "Tin {number}"}}\n' for number in range(300)]
        lines[7] = lines[100] = lines[299] = "{\n"
        Path("tin.jsonl").write_text("".join(lines))
        one = run("index", "-i", "one", "tin.jsonl")
        assert one.out == "289 articles added, 8 came twice (the later one stays), 3 left out; B MB of text in T s\n"
        assert [line.split(":")[2] for line in one.err.splitlines()] == ["8", "101", "300"]
        monkeypatch.setattr("timkiem.pieces._PIECE", 100)
        monkeypatch.setattr("timkiem.ingest.PORTION", 3000)
        assert run("index", "-i", "several", "tin.jsonl") == one
        found = [run("search", "-i", folder, "--json", "-n", "500", "tin").out for folder in ("one", "several")]
        ids = [[(hit["id"], hit["title"], hit["path"]) for hit in json.loads(page)["hits"]] for page in found]
        assert sorted(ids[0]) == sorted(ids[1])
        before = sorted(Path("several").iterdir())
        assert run("index", "-i", "several", "--strict", "tin.jsonl").status == 1
        assert sorted(Path("several").iterdir()) == before

    def test_progress_on_a_terminal(self) -> None:
        Path("a.txt").write_text("Tin", "utf-8")
        Path("b.txt").write_text("", "utf-8")
        status, seen = on_a_terminal("index", "a.txt", "b.txt")
        assert status == 1
        assert re.search(r"indexing +\[#+\] +100% +\d+\.\d MB/s", seen)
        assert "\r\x1b[Kleft out: b.txt:1: empty: the first line must be the title\n" in seen
        assert seen.endswith("1 article added, 1 left out; B MB of text in T s\n")

    def test_progress_on_a_terminal_where_no_length_is_known(self) -> None:
        Path("trống.jsonl").write_bytes(b"")
        added = "1 article added; B MB of text in T s\n"
        assert on_a_terminal("index", "-", stdin=b'{"id": "1", "title": "Tin"}') == (0, added)
        assert on_a_terminal("index", "trống.jsonl") == (0, added.replace("1 article", "0 articles"))

    def test_progress_in_a_log(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("timkiem.cli.index._SECONDS", 0)
        Path("tin.jsonl").write_text("".join(f'{{"title": "Tin {number}"}}\n' for number in range(600)))
        status, out, err = run("index", "tin.jsonl")
        assert (status, out) == (0, "600 articles added; B MB of text in T s\n")
        assert re.fullmatch(r"(0 MB of text indexed, \d+\.\d MB/s, \d+% of the input, \d+ s left\n)+", err)


class TestDelete:
    @pytest.fixture(autouse=True)
    def own_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)

    def test_by_id(self) -> None:
        Path("a.txt").write_text("Tin thi đua", "utf-8")
        run("index", "a.txt")
        id = json.loads(run("search", "--json", "tin OR thi").out)["hits"][0]["id"]
        assert run("delete", id, "nobody") == (0, "1 article deleted\n", "no article has the id nobody\n")
        assert run("search", "thi đua").status == 1
        assert run("delete", id).status == 1
        assert run("compact").out.endswith(" fewer than before\n")
        assert run("index", "a.txt").out.startswith("0 articles added, 1 unchanged;")
        assert run("index", "--again", "a.txt").out.startswith("1 article added;")

    def test_by_query(self) -> None:
        lines = [{"id": str(number), "title": title} for number, title in enumerate(["Bão", "Bao", "Bảo", "Lũ"])]
        Path("tin.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        run("index", "tin.jsonl")
        found = run("delete", "--query", "bão", "--dry-run")  # its own writing, and texts without accents
        assert (found.status, sorted(found.out.split()), found.err) == (0, ["0", "1"], "2 articles found\n")
        assert run("delete", "--query", "bão", "--expect", "1").err == "Error: 2 articles, not 1: nothing deleted\n"
        assert run("delete", "--query", "bão", stdin=b"n\n").status == 1
        assert run("delete", "--query", "bão", stdin=b"y\n").out == "2 articles deleted\n"
        assert run("delete", "--query", "lũ", "--expect", "1").out == "1 article deleted\n"
        assert run("delete", "--query", "bão OR bảo", "--yes").out == "1 article deleted\n"
        assert run("delete", "--query", "bão", "--yes").status == 1
        assert run("delete").status == 2
        assert run("delete", "1", "--query", "bão").status == 2


def test_nothing_from_outside_steers_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even from an index that a hostile hand wrote."""
    monkeypatch.chdir(tmp_path)
    evil = "\x1b]0;evil\x07\x9b31m\u202eTin\x7f\r"
    commit(Path("index"), [Article("id" + evil, evil, body=evil, source=evil, extra={evil: evil})])
    commands = [
        ("search", "tin"), ("search", "--json", "tin"), ("search", "--jsonl", "tin"), ("search", "--color", "tin"),
        ("show", "id" + evil), ("delete", "x" + evil, "--dry-run"), ("search", f"title:({evil}"),
        ("delete", "--query", "tin", "--dry-run"), ("index", "no\x1bsuch\x9bpath"), ("search", "-i", "no\x1b", "x"),
    ]  # fmt: skip
    for command in commands:
        printed = run(*command)
        text = re.sub(r"\x1b\[[\d;]*m", "", printed.out + printed.err) if "--color" in command else "".join(printed[1:])
        assert text
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text), command
