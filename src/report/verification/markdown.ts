/** The verification as Markdown: the same words and numbers as on the page. */
import type { VerificationResults } from '../../results/verification.ts';
import type { Figure } from '../figure.ts';
import { code, escapeMarkdown } from '../markdown/escape.ts';
import { commands, methods } from './methods.ts';
import { answerOf, failures, type GroupView, groupLines, groupViews, invariantRows, scopeOf } from './view.ts';

export function renderVerificationMarkdown(results: VerificationResults, figure: Figure | null): string {
  const [quick, long] = commands;
  const lines = [
    '# The kernel against theory',
    '',
    'Does the simulation kernel give what queueing theory says?',
    '',
    answerOf(results),
    '',
    scopeOf(results),
    '',
    ...failures(results).map(({ title, reason }) => `- ✗ ${escapeMarkdown(title)}: ${escapeMarkdown(reason)}`),
    ...groupLines(results).map(({ title, text, holds }) => `- ${holds ? '✓ holds' : '✗ fails'}: ${title}, ${text}`),
    '',
    ...(figure === null ? [] : [`**${figure.title}.** ${figure.description} ${figure.note ?? ''}`.trim(), '']),
    ...groupViews(results).flatMap(groupLinesOf),
    '## What held in every run',
    '',
    ...table(
      ['invariant', 'cases', 'worst deviation', 'allowed', 'verdict'],
      invariantRows(results).map(({ name, cases, worst, allowed, holds }) => [
        name,
        cases,
        worst,
        allowed,
        holds ? '✓ holds' : '✗ fails',
      ]),
      [1, 2, 3],
    ),
    '',
    '## How it is done',
    '',
    ...methods(results).map(([name, text]) => `- **${name}.** ${escapeMarkdown(text)}`),
    '',
    '## Reproduce',
    '',
    `${code(quick)}; twenty times as long: ${code(long)}. lakesim ${results.lakesim}, arithmetic ${code(results.engine.mathDigest)}.`,
    '',
    '## Sources',
    '',
    ...results.references.map((text) => `- ${escapeMarkdown(text)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function groupLinesOf({ title, about, cases }: GroupView): string[] {
  return [
    `## ${escapeMarkdown(title)}`,
    '',
    escapeMarkdown(about),
    '',
    ...cases.flatMap(({ of, size, invariants, rows }) => [
      `### ${escapeMarkdown(of.title)}`,
      '',
      escapeMarkdown(`${of.simulates} ${size}. ${invariants}`.trim()),
      '',
      ...table(
        ['quantity', 'theory', 'simulated', '95% interval', 'in errors', 'off by', 'verdict', 'formula and source'],
        rows.map((row) => [
          `${row.name.text}, ${row.quantity.says}`,
          row.theory.text,
          row.simulated.text,
          row.interval.text,
          row.errors.text,
          row.relative.text,
          `${row.verdict.text}${row.verdict.second ? `: ${row.verdict.second.text}` : ''}`,
          `${row.formula.text}; ${row.quantity.source}`,
        ]),
        [1, 2, 3, 4, 5],
      ),
      '',
    ]),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[], numeric: readonly number[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [
    line(head),
    `| ${head.map((_, index) => (numeric.includes(index) ? '---:' : '---')).join(' | ')} |`,
    ...rows.map(line),
  ];
}
