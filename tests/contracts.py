"""An import contract of our own: a room, that is a package in a package, is entered through its ``__init__`` only."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output

# Found by name when they are asked for, never imported: the experiments and the checks.
UNLOCKED = ("netsim.experiments", "verify.checks")


class Rooms(Contract):
    """No module imports a module in a room that it does not stand in itself; tests may."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        found = []
        for importer in sorted(graph.modules):
            if "." not in importer or importer.rpartition(".")[2].startswith(("test_", "conftest")):
                continue
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                room = imported.rpartition(".")[0]
                if "." in room and not f"{importer}.".startswith(f"{room}.") and not room.startswith(UNLOCKED):
                    found.append((importer, imported))
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["found"]:
            output.print_error(f"{importer} imports {imported}: import from {imported.rpartition('.')[0]}")
