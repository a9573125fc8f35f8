import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../src/report/index.ts';
import { code, codeBlock, escapeMarkdown } from '../../../src/report/markdown/escape.ts';
import { csvText } from '../../../src/report/tables/csv.ts';
import type { Results } from '../../../src/results/index.ts';
import { fixtureResults } from '../fixture.ts';
import { scan } from './_scan.ts';

const evil = `"><img src=x onerror=alert(1)></script><script>alert(2)</script>'&amp;|\`![a](javascript:x)`;

/** Every text of the results that a user writes, made hostile; keys and enumerated words stay. */
function hostile(): Results {
  const results = fixtureResults();
  const { scenario } = results;
  scenario.title = evil;
  scenario.question = evil;
  scenario.file = `${evil}.yaml`;
  scenario.text = evil;
  scenario.overrides.set = { [evil]: evil };
  results.answer.sentence = `${evil} **${evil}** ${evil}`;
  results.answer.scope = evil;
  for (const claim of results.claims) {
    Object.assign(claim, { says: evil, source: evil, reason: evil, id: claim.id + evil });
    if (claim.expect) claim.expect.text = evil;
    for (const assumption of claim.assumptions) assumption.name = evil;
  }
  for (const input of results.inputs)
    Object.assign(input, { source: evil, doc: evil, profile: evil, path: input.path + evil });
  results.notModelled = [{ text: evil, direction: evil }];
  results.warnings = [{ code: evil, text: evil, remedy: evil }];
  for (const design of Object.values(results.designs)) {
    for (const line of design.cost.lines) Object.assign(line, { service: evil, item: evil, unit: evil, source: evil });
    design.cost.notPriced = [evil];
    design.cost.priceBook = { name: evil, date: evil, note: evil };
    design.time.basis = evil;
    design.differs = { [evil]: evil };
    for (const bound of design.lowerBounds) bound.name = evil;
  }
  return results;
}

describe('a hostile scenario', () => {
  it('adds no element and no attribute to the page', async () => {
    const files = await renderReport(hostile(), { formats: ['html'] });
    const { tags } = scan(files[0]!.content);
    expect(tags.filter(({ name }) => name === 'script')).toHaveLength(1);
    expect(tags.filter(({ name }) => name === 'img' || name === 'iframe')).toEqual([]);
    expect(tags.filter(({ attributes }) => Object.keys(attributes).some((key) => key.startsWith('on')))).toEqual([]);
    const links = tags.filter(({ name }) => name === 'a').map(({ attributes }) => attributes.href ?? '');
    expect(links.filter((href) => !/^(#|https?:)/.test(href))).toEqual([]);
    expect(tags.find(({ name }) => name === 'title')?.text).toBe(`${evil}: ${evil}`);
  });

  it('adds no HTML, picture or link to the Markdown', async () => {
    const files = await renderReport(hostile(), { formats: ['md'] });
    const outsideCode = files[0]!.content
      .replace(/\\`/g, '')
      .replace(/^(`{3,}).*\n[\s\S]*?^\1$/gm, '')
      .replace(/(`+)(?:(?!\1)[\s\S])+?\1/g, '');
    expect(outsideCode.replace(/<\/?(?:details|summary|br)>/g, '')).not.toMatch(/(?<!\\)<[a-z/!]/i);
    expect(outsideCode).not.toMatch(/(?<!\\)!\[(?!.*\]\(charts\/)/);
    expect(outsideCode).not.toMatch(/(?<!\\)\]\(javascript/);
  });
});

describe('Markdown', () => {
  it.each([
    ['many_small', 'many_small'],
    ['_italic_', '\\_italic\\_'],
    ['a | b', 'a \\| b'],
    ['# no heading', '\\# no heading'],
    ['1. no list', '1\\. no list'],
    ['<b>', '\\<b\\>'],
    ['two\nlines', 'two lines'],
    ['a * b', 'a \\* b'],
  ])('escapes %j', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  it('fences code so that its text cannot end it', () => {
    expect(code('a `b` c')).toBe('``a `b` c``');
    expect(codeBlock('```\nx', 'yaml')).toBe('````yaml\n```\nx\n````');
  });
});

describe('CSV', () => {
  it('quotes what must be quoted and defuses formulas', () => {
    expect(
      csvText(
        ['a', 'b'],
        [
          ['x,"y"', '=1+1'],
          [-1.5, null],
          ['line\nbreak', true],
        ],
      ),
    ).toBe('a,b\n"x,""y""",\'=1+1\n-1.5,\n"line\nbreak",true\n');
  });
});
