namespace UniversalApprox;

/// <summary>
/// What a report can be made from: fits, comparisons, evidence, posteriors and charts. Not for implementation elsewhere: a report
/// leaves out what it does not know.
/// </summary>
public interface IReportItem;
