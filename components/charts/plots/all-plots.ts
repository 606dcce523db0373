export { DistributionPlot } from './distribution-plot';
export { LinePlot } from './line-plot';
export { PercentilePlot } from './percentile-plot';
export { StackPlot } from './stack-plot';
