import json
from pathlib import Path

import pytest

from tenghuan.cli.main import main


def test_writes_registers_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "示例"
    arguments = ["sample", "--county", "yunhe", "--enterprises", "20", "--seed", "3", "-o", str(out)]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert "已写入" in said
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["county"], manifest["enterprises"], manifest["seed"]) == ("yunhe", 20, 3)
    assert f"{len(manifest['files'])} 个文件" in said
    assert (out / "facts.xlsx").exists()
    first = {p.name: p.read_bytes() for p in out.iterdir()}
    assert main(arguments) == 0
    assert {p.name: p.read_bytes() for p in out.iterdir()} == first


def test_clean_plants_nothing(tmp_path: Path) -> None:
    arguments = ["sample", "--county", "cixi", "--enterprises", "30", "-o", str(tmp_path), "--clean"]
    assert main(arguments) == 0
    assert json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["faults"] == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"--county": "nowhere"}, "没有“nowhere”这个县；可用：shengzhou"),
        ({"--enterprises": "0"}, "超出范围"),
        ({"--enterprises": "100001"}, "超出范围"),
        ({"--enterprises": "many"}, "不是整数"),
        ({"--seed": "-1"}, "不能为负"),
        ({"-o": None}, "-o"),
        ({"--county": None}, "--county"),
    ],
)
def test_wrong_usage_is_status_2(
    changed: dict[str, str | None], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = {"--county": "yunhe", "--enterprises": "5", "--seed": "1", "-o": str(tmp_path / "x"), **changed}
    arguments = [part for key, value in options.items() if value is not None for part in (key, value)]
    with pytest.raises(SystemExit) as ended:
        main(["sample", *arguments])
    assert ended.value.code == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_a_folder_that_cannot_be_written_is_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file stands here", encoding="utf-8")
    assert main(["sample", "--county", "yunhe", "--enterprises", "2", "-o", str(taken)]) == 1
    said = capsys.readouterr().err
    assert "这个目录写不进去" in said
    assert "Traceback" not in said


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["sample", "--help"])
    assert ended.value.code == 0
    assert "--clean" in capsys.readouterr().out
