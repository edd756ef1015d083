"""The demonstration: five counties with sample data (示例数据) and one account of every role."""
