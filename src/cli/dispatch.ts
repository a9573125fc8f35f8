/** From words to a command and its exit code. Only here are errors caught, and every kind of them has its code. */
import { version } from '../version.ts';
import { type ParsedLine, parseArguments } from './arguments.ts';
import type { ArgumentsOf, CommandName, commands } from './command-table.ts';
import { errorCode, InputError, type Issue, plainIssue } from './errors.ts';
import type { Io } from './io.ts';
import { budget, bug } from './messages.ts';
import { formatIssues } from './print-issues.ts';

/** 0 done; 1 our bug; 2 bad input, usage or budget; 3 a refuted claim with --strict. */
export type ExitCode = 0 | 1 | 2 | 3;
export type Handler<C extends CommandName> = (given: ArgumentsOf<(typeof commands)[C]>, io: Io) => Promise<ExitCode>;

/** Each command in a file of its own, loaded when it is asked for. */
const handlers: { [C in CommandName]: () => Promise<Handler<C>> } = {
  run: async () => (await import('./commands/run.ts')).run,
  validate: async () => (await import('./commands/validate.ts')).validate,
  init: async () => (await import('./commands/init.ts')).init,
  list: async () => (await import('./commands/list.ts')).list,
  explain: async () => (await import('./commands/explain.ts')).explain,
  schema: async () => (await import('./commands/schema.ts')).schema,
  report: async () => (await import('./commands/report.ts')).report,
  verify: async () => (await import('./commands/verify.ts')).verify,
  'verify-kernel': async () => (await import('./commands/verify-kernel.ts')).verifyKernel,
  fit: async () => (await import('./commands/fit.ts')).fit,
  prices: async () => (await import('./commands/prices.ts')).prices,
  replay: async () => (await import('./commands/replay.ts')).replay,
  inspect: async () => (await import('./commands/inspect.ts')).inspect,
  compare: async () => (await import('./commands/compare.ts')).compare,
};

/** Stops of a run that its scenario can mend. */
const budgetCodes = new Set(['EVENT_BUDGET', 'STALLED', 'WALL_TIME', 'NOT_RESOLVED', 'LOG_TOO_LONG']);

export async function dispatch(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    const { command, values } = await parseArguments(argv);
    return await call(command, values, io);
  } catch (error) {
    return explainFailure(error, argv, io);
  }
}

async function call<C extends CommandName>(command: C, values: ParsedLine['values'], io: Io): Promise<ExitCode> {
  const handler: Handler<C> = await handlers[command]();
  // The parser has built the values from the same table that the handler's type comes from.
  return handler(values as unknown as ArgumentsOf<(typeof commands)[C]>, io);
}

function explainFailure(error: unknown, argv: readonly string[], io: Io): ExitCode {
  const asJson = argv.includes('--json');
  const issues = issuesOf(error);
  if (issues) {
    io.err(formatIssues(issues, io.errColors));
    if (asJson) io.out(`${JSON.stringify({ ok: false, issues }, null, 2)}\n`);
    return 2;
  }
  const message = error instanceof Error ? error.message : String(error);
  io.err(`${bug.text(message, version, process.versions.node)}\n`);
  if (io.env.LAKESIM_DEBUG === '1' && error instanceof Error) io.err(`${error.stack}\n`);
  if (asJson) io.out(`${JSON.stringify({ ok: false, bug: message }, null, 2)}\n`);
  return 1;
}

function issuesOf(error: unknown): readonly Issue[] | undefined {
  if (error instanceof InputError) return error.issues;
  const code = errorCode(error);
  if (error instanceof Error && code !== undefined && budgetCodes.has(code)) {
    return [plainIssue(code, '', error.message, code === 'LOG_TOO_LONG' ? budget.shorterLog : budget.hint)];
  }
  return undefined;
}
