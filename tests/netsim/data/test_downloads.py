"""Downloads from a server on this machine and from files: verified before a file gets its name, nothing left over."""

import io
import re
import tarfile
from dataclasses import replace
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from netsim.data import cifar, mnist
from netsim.data.downloads import SOURCES, RemoteFile, download
from netsim.shell.errors import Missing, WrongInput

CONTENT = bytes(range(256)) * 5000


class Handler(BaseHTTPRequestHandler):
    """Sends what is there; ``/cut`` breaks off in the middle."""

    def __init__(self, files, *arguments):
        self.files = files
        super().__init__(*arguments)

    def do_GET(self):
        content = self.files.get(self.path)
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if self.path == "/cut" else content)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    files = {"/file": CONTENT, "/cut": CONTENT}
    running = HTTPServer(("127.0.0.1", 0), partial(Handler, files))
    thread = Thread(target=running.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}", files
    running.shutdown()
    thread.join()
    running.server_close()


def remote(url, content=CONTENT, **options):
    return RemoteFile(url, len(content), sha256(content).hexdigest(), "sub/folder", **options)


def everything(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_good_file_gets_its_name(tmp_path, server):
    url, _ = server
    assert download("mnist", tmp_path, sources={"mnist": (remote(url + "/file"),)}) == [tmp_path / "sub/folder/file"]
    assert everything(tmp_path) == ["sub/folder/file"]
    assert (tmp_path / "sub/folder/file").read_bytes() == CONTENT


def test_a_file_url(tmp_path):
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "file").write_bytes(CONTENT)
    source = remote((tmp_path / "mirror" / "file").as_uri())
    (path,) = download("mnist", tmp_path / "new", sources={"mnist": (source,)})
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("path", "change", "message"),
    [
        ("/file", {"sha256": "0" * 64}, "has the SHA-256 .* and 0000"),
        ("/file", {"num_bytes": len(CONTENT) - 1}, "sends more, and 1,279,999 bytes"),
        ("/file", {"num_bytes": len(CONTENT) + 1}, "sends 1,280,000 bytes, and 1,280,001"),
        ("/cut", {}, "sends 640,000 bytes"),
    ],
)
def test_a_wrong_file_leaves_nothing_behind(tmp_path, server, path, change, message):
    source = replace(remote(server[0] + path), **change)
    with pytest.raises(WrongInput, match=message):
        download("mnist", tmp_path, sources={"mnist": (source,)})
    assert everything(tmp_path) == []


def test_an_older_file_stays_until_the_new_one_is_verified(tmp_path, server):
    target = tmp_path / "sub/folder/file"
    target.parent.mkdir(parents=True)
    target.write_bytes(b"old")
    source = remote(server[0] + "/file")
    with pytest.raises(WrongInput):
        download("mnist", tmp_path, sources={"mnist": (replace(source, sha256="0" * 64),)})
    assert target.read_bytes() == b"old"
    download("mnist", tmp_path, sources={"mnist": (source,)})
    assert target.read_bytes() == CONTENT


@pytest.mark.parametrize("where", ["404", "refused", "file"])
def test_what_is_not_there_is_missing(tmp_path, server, where):
    url = {"404": server[0] + "/none", "refused": "http://127.0.0.1:1/file", "file": (tmp_path / "none").as_uri()}[
        where
    ]
    with pytest.raises(Missing, match="cannot be downloaded") as caught:
        download("mnist", tmp_path, sources={"mnist": (remote(url),)})
    assert caught.value.exit_code == 3
    assert everything(tmp_path) == []


def pack(files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def test_an_archive_gives_its_members_and_nothing_else(tmp_path, server):
    url, files = server
    contents = {f"cifar-10-batches-bin/{name}": name.encode() * 100 for name in cifar.FILES}
    archive = pack({**contents, "../../evil": b"x", "readme.html": b"y"})
    files["/cifar.tar.gz"] = archive
    folder = tmp_path / "data"
    source = replace(remote(url + "/cifar.tar.gz", archive, members=cifar.FILES), folder=cifar.FOLDER)
    written = download("cifar10", folder, sources={"cifar10": (source,)})
    assert [path.name for path in written] == list(cifar.FILES)
    assert everything(tmp_path) == sorted(f"data/{name}" for name in contents)
    for name, content in contents.items():
        assert (folder / name).read_bytes() == content


def test_an_archive_without_a_member(tmp_path, server):
    url, files = server
    files["/cifar.tar.gz"] = archive = pack({"data_batch_1.bin": b"1"})
    source = remote(url + "/cifar.tar.gz", archive, members=("data_batch_1.bin", "data_batch_2.bin"))
    with pytest.raises(WrongInput, match=r"has no file data_batch_2\.bin"):
        download("cifar10", tmp_path, sources={"cifar10": (source,)})
    assert everything(tmp_path) == []


def test_what_needs_no_file_is_refused(tmp_path):
    for name in ("digits", "cifar100"):
        with pytest.raises(WrongInput, match="cifar10"):
            download(name, tmp_path)


def test_the_sources_are_what_the_readers_look_for():
    assert set(SOURCES) == {"cifar10", "mnist"}
    (archive,) = SOURCES["cifar10"]
    assert (archive.folder, archive.members) == (cifar.FOLDER, cifar.FILES)
    assert [source.url.rsplit("/", 1)[1] for source in SOURCES["mnist"]] == [f"{name}.gz" for name in mnist.FILES]
    assert {source.folder for source in SOURCES["mnist"]} <= set(mnist.SUBFOLDERS)
    for source in (archive, *SOURCES["mnist"]):
        assert source.url.startswith("https://")
        assert re.fullmatch("[0-9a-f]{64}", source.sha256)
