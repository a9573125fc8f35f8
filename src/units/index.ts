export { formatFixed, type NumberStyle } from './_number.ts';
export {
  type Dimension,
  dimensionless,
  divideDimensions,
  formatDimension,
  multiplyDimensions,
  powerDimension,
  sameDimension,
} from './dimension.ts';
export {
  type BaseUnit,
  type FormatOptions,
  formatBytes,
  formatComparison,
  formatCount,
  formatRate,
  formatRatio,
  formatShare,
  formatTime,
  formatUsd,
  formatValue,
} from './format.ts';
export { formatInterval } from './format-interval.ts';
export { nearestName } from './nearest-name.ts';
export { type ParsedQuantity, parseQuantity } from './parse.ts';
export { type PrintScale, printScale } from './print-scale.ts';
export { dimensionOf, exampleOf, fitsType, type QuantityType, unitsOf } from './quantity-type.ts';
export { lookupUnit, type UnitDefinition, unitNames } from './unit-table.ts';
