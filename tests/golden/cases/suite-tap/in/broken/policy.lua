policy { id = "golden/broken" }
rule { id = "x" }
