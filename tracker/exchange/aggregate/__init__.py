"""The figures of a day for other systems and for the public: counts, denominators and what each means."""
