"""The sand table (推演): what it takes to reach a target, what chosen moves would bring; never a real figure."""
