enum QuadaReportPlaceholder {}
