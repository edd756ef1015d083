"""Every change of the register: commit of a source, its withdrawal, conflicts settled."""
