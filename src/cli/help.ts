/** Help screens from the command table: examples first, then arguments and options. Light: it loads nothing else. */
import { type CommandSpec, commandNames, commands, isCommandName, type OptionSpec } from './command-table.ts';

/** The screen of the whole program. */
export function renderProgramHelp(): string {
  return [
    'lakesim: how long, how much, how sure? A performance simulator for data lakes.',
    '',
    'Examples:',
    ...examples([
      { line: 'lakesim list', says: 'the bundled questions' },
      { line: 'lakesim run small-files', says: 'answer one: a summary here, the report in reports/small-files/' },
      { line: 'lakesim init && lakesim run my-scenario.yaml', says: 'start a scenario of your own' },
    ]),
    '',
    'Usage: lakesim COMMAND [options]',
    '',
    'Commands:',
    ...columns(commandNames.map((name) => [name, commands[name].summary])),
    '',
    'Options:',
    ...columns([
      ['--help', 'this text; behind a command, that of the command'],
      ['--version', 'print the version'],
    ]),
    '',
    'Exit codes: 0 done, 1 a bug in lakesim, 2 bad input, usage or a budget exceeded,',
    '3 a claim was refuted and --strict was given. NO_COLOR is honoured; nothing is ever sent anywhere.',
    '',
  ].join('\n');
}

/** The screen of one command. */
export function renderCommandHelp(spec: CommandSpec): string {
  return [
    `lakesim ${spec.name}: ${spec.summary}`,
    '',
    'Examples:',
    ...examples(spec.examples),
    '',
    `Usage: lakesim ${spec.name}${usageOf(spec)} [options]`,
    '',
    ...(spec.argument ? [...columns([[spec.argument.name, spec.argument.doc]]), ''] : []),
    'Options:',
    ...columns([...spec.options.map(optionRow), ['--help', 'this text']]),
    ...(spec.notes ? ['', ...spec.notes] : []),
    '',
  ].join('\n');
}

/**
 * The help screen or the version that is asked for, or null if there is something to do. A wrong command beside
 * `--help` is left to the parser, which knows the nearest name.
 */
export function answerAtOnce(argv: readonly string[], version: string): string | null {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  const command = words.find((word) => !word.startsWith('-'));
  if (words.includes('--help') || words.includes('-h') || command === 'help') {
    const topic = command === 'help' ? words.find((word) => word !== 'help' && !word.startsWith('-')) : command;
    if (topic === undefined) return renderProgramHelp();
    return isCommandName(topic) ? renderCommandHelp(commands[topic]) : null;
  }
  if (command === undefined && (words.includes('--version') || words.includes('-v'))) return `${version}\n`;
  return null;
}

function usageOf(spec: CommandSpec): string {
  if (!spec.argument) return '';
  const { name, min, max, usage } = spec.argument;
  if (usage !== undefined) return ` ${usage}`;
  if (min === 0) return ` [${name}]`;
  if (max === 2) return ` ${name} ${name}`;
  return max > 1 ? ` ${name}...` : ` ${name}`;
}

function optionRow(option: OptionSpec): [string, string] {
  const value = option.value === undefined ? '' : ` ${option.value}`;
  const fallback = option.fallback === undefined ? '' : ` (default: ${option.fallback})`;
  return [`--${option.name}${value}`, `${option.doc}${fallback}`];
}

function examples(list: CommandSpec['examples']): string[] {
  return list.flatMap(({ line, says }) => [`  ${line}`, `      ${says}`]);
}

/** Two columns, the second wrapped so that no line passes column 100. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 4;
  return rows.flatMap(([left, right]) => {
    const lines = [''];
    for (const word of right.split(' ')) {
      const last = lines[lines.length - 1]!;
      if (last !== '' && last.length + 1 + word.length > 98 - width) lines.push(word);
      else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
    }
    return lines.map((line, i) => `  ${(i === 0 ? left : '').padEnd(width - 2)}${line}`);
  });
}
