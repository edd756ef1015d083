"""Energy and carbon, pure: factors as data, conversion, shared meters, energy per value added, carbon efficiency."""
