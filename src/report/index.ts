export type { Figure, FigureTable, KeyEntry } from './figure.ts';
export { formatPointed } from './numbers/format.ts';
export { type ReportFile, type ReportFormat, type ReportOptions, renderReport } from './render.ts';
export {
  separated,
  type TraceBlock,
  type TraceProcess,
  type TraceThread,
  traceBeginning,
  traceEnd,
  traceLines,
  traceStart,
} from './trace/chrome-trace.ts';
export { cellMaker } from './view/cell.ts';
export { sideBySide } from './view/side-by-side.ts';
export { headText, type Table } from './view/table.ts';
export { type VerdictCard, verdictCards } from './view/verdicts.ts';
