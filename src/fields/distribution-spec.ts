/** A distribution as plain data, in base units: what a scenario's `{ lognormal: { p50, p99 } }` becomes. */
export type DistributionSpec =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly sd: number }
  /** `mu` and `sigma` are mean and standard deviation of the logarithm. */
  | { readonly kind: 'lognormal'; readonly mu: number; readonly sigma: number }
  /** `cv` is the standard deviation over the mean. */
  | { readonly kind: 'gamma'; readonly mean: number; readonly cv: number }
  | { readonly kind: 'weibull'; readonly shape: number; readonly scale: number }
  /** Bounded Pareto on [low, high]. */
  | { readonly kind: 'pareto'; readonly shape: number; readonly low: number; readonly high: number }
  /** Points of the quantile function, p ascending from 0 to 1. */
  | { readonly kind: 'quantiles'; readonly points: readonly (readonly [p: number, value: number])[] }
  /** Shares add up to 1. */
  | { readonly kind: 'mix'; readonly parts: readonly { readonly share: number; readonly of: DistributionSpec }[] }
  /** `of`, given that it falls into [low, high]. */
  | { readonly kind: 'truncated'; readonly of: DistributionSpec; readonly low: number; readonly high: number };
