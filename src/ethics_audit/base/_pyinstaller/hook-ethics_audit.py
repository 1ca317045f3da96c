"""What PyInstaller cannot find by itself: data files, and modules that are imported when they are first used."""

from PyInstaller.utils.hooks import collect_data_files, collect_submodules

NOT_NEEDED = ("ethics_audit.testing", "ethics_audit.base._pyinstaller")

datas = collect_data_files("ethics_audit")
hiddenimports = collect_submodules("ethics_audit", filter=lambda name: not name.startswith(NOT_NEEDED))
