import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import { createConstantLaw, type Law } from '../distribution.ts';
import { createExponential } from './exponential.ts';
import { createGamma } from './gamma.ts';
import { createLognormal } from './lognormal.ts';
import { createMix } from './mix.ts';
import { createNormal } from './normal.ts';
import { createPareto } from './pareto.ts';
import { createQuantileTable } from './quantile-table.ts';
import { createTruncated } from './truncated.ts';
import { createUniform } from './uniform.ts';
import { createWeibull } from './weibull.ts';

/** The law of a spec that has been checked. */
export function createLawOf(spec: DistributionSpec): Law {
  switch (spec.kind) {
    case 'constant':
      return createConstantLaw(spec, spec.value);
    case 'exponential':
      return createExponential(spec);
    case 'uniform':
      return createUniform(spec);
    case 'normal':
      return createNormal(spec);
    case 'lognormal':
      return createLognormal(spec);
    case 'gamma':
      return createGamma(spec);
    case 'weibull':
      return createWeibull(spec);
    case 'pareto':
      return createPareto(spec);
    case 'quantiles':
      return createQuantileTable(spec);
    case 'mix':
      return createMix(spec, createLawOf);
    case 'truncated':
      return createTruncated(spec, createLawOf);
    default:
      throw new Error(`no such distribution: ${(spec satisfies never as DistributionSpec).kind}`);
  }
}
