/** The validation as Markdown: the same words and numbers as on the page. */
import type { ValidationResults } from '../../results/validation.ts';
import type { Figure } from '../figure.ts';
import { code, escapeMarkdown } from '../markdown/escape.ts';
import { commands, methods } from './methods.ts';
import {
  answerOf,
  excludedLines,
  type GroupView,
  groupLines,
  groupViews,
  missesOf,
  notRunLines,
  scopeOf,
  wordOf,
} from './view.ts';

export function renderValidationMarkdown(results: ValidationResults, figure: Figure | null): string {
  const [run, json] = commands;
  const lines = [
    '# The models against measurement',
    '',
    'How far are the predictions from what others measured?',
    '',
    answerOf(results),
    '',
    scopeOf(results),
    '',
    ...groupLines(results).map(({ title, text, all }) => `- ${all === null ? '–' : all ? '✓' : '✗'} ${title}: ${text}`),
    '',
    ...(figure === null ? [] : [`**${figure.title}.** ${figure.description}`, '']),
    '## Misses',
    '',
    ...missesOf(results).map(
      ({ id, says, text, word }) => `- **${id}** ${escapeMarkdown(says)}: ${text}. ${escapeMarkdown(word)}`,
    ),
    '',
    ...groupViews(results).flatMap(groupLinesOf),
    '## Not run yet',
    '',
    ...table(
      ['measurement', 'measured', 'why not'],
      notRunLines(results).map(({ id, says, values, reason }) => [`${id}, ${says}`, values, reason]),
      [],
    ),
    '',
    '## Left out',
    '',
    ...table(
      ['measurement', 'why', 'source'],
      excludedLines(results).map(({ id, says, reason, source }) => [`${id}, ${says}`, reason, source]),
      [],
    ),
    '',
    '## How it is done',
    '',
    ...methods(results).map(([name, text]) => `- **${name}.** ${escapeMarkdown(text)}`),
    '',
    '## Reproduce',
    '',
    `${code(run)}; the rows as JSON: ${code(json)}. The measurements are in ${code('validation/')}. lakesim ${results.lakesim}, arithmetic ${code(results.engine.mathDigest)}.`,
    '',
    '## Sources',
    '',
    ...results.sources.map((text) => `- ${escapeMarkdown(text)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function groupLinesOf({ group, summary, measurements }: GroupView): string[] {
  return [
    `## ${escapeMarkdown(group.title)}`,
    '',
    escapeMarkdown(group.about),
    '',
    escapeMarkdown(summary),
    '',
    ...measurements.flatMap(({ of, circumstances, rows }) => [
      `### ${of.id}: ${escapeMarkdown(of.says)}`,
      '',
      escapeMarkdown([circumstances, wordOf(of), `Source: ${of.source}.`].filter(Boolean).join(' ')),
      '',
      ...table(
        ['value', 'measured', 'predicted', 'off by', 'band', 'verdict'],
        rows.map((row) => [
          `${row.name.text} ${row.name.second?.text ?? ''}`,
          row.measured.text,
          row.predicted.text,
          row.error.text,
          row.band.text,
          row.verdict.text,
        ]),
        [1, 2, 3, 4],
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
