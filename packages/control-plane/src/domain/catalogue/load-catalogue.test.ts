import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Catalogue, CatalogueEntry } from './catalogue-entry.ts';
import { CatalogueProblem } from './catalogue-problem.ts';
import { loadCatalogue } from './load-catalogue.ts';

const shipped = `provider: openai
providerName: OpenAI
providerUrl: https://example.com/models
models:
  - id: openai/small
    name: Small
    upstreamModel: small-1
    description: A small one.
    bestFor: Small things
    availability: available
    lifecycle:
      status: deprecated
      shutDownOn: 2027-01-14
      successor: { id: openai/large }
      source: https://example.com/deprecations
      readOn: 2026-11-22
    contextWindow: 1000
    maxOutputTokens: null
    price:
      inputPerMillion: 0.5
      outputPerMillion: 1
    capabilities:
      images: false
      tools: true
      structuredOutput: false
      streaming: true
      refusedParameters: [temperature]
    links: []
  - id: openai/large
    name: Large
    upstreamModel: large-1
    description: A large one.
    bestFor: Large things
    availability: coming_soon
    lifecycle: { status: active }
    contextWindow: 2000
    maxOutputTokens: 500
    price: null
    capabilities: { images: true, tools: true, structuredOutput: true, streaming: true }
    links:
      - { label: Large, url: https://example.com/large }
`;

let folder: string;
let catalogDir: string;
let operatorCatalogFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
  catalogDir = join(folder, 'catalog');
  operatorCatalogFile = join(folder, 'data.yaml');
  mkdirSync(catalogDir);
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(texts: { openai?: string | Uint8Array; operator?: string }): Catalogue {
  writeFileSync(join(catalogDir, 'openai.yaml'), texts.openai ?? shipped);
  if (texts.operator !== undefined) writeFileSync(operatorCatalogFile, texts.operator);
  return loadCatalogue({ catalogDir, operatorCatalogFile, clock: () => Date.parse('2026-11-23') });
}

/** The message, with the temporary folder taken off the front of its file names. */
function problemOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(CatalogueProblem);
    return (error as CatalogueProblem).message.replaceAll(`${folder}/`, '');
  }
  throw new Error('expected a CatalogueProblem');
}

function entry(catalogue: Catalogue, id: string): CatalogueEntry {
  const found = catalogue.entries.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

test('gives every fact of a file, with what is left out filled in', () => {
  expect(entry(load({}), 'openai/small')).toEqual({
    id: 'openai/small',
    name: 'Small',
    provider: 'openai',
    providerName: 'OpenAI',
    requestDefaults: {},
    upstreamModel: 'small-1',
    description: 'A small one.',
    bestFor: 'Small things',
    availability: 'available',
    lifecycle: {
      status: 'deprecated',
      deprecatedOn: null,
      shutDownOn: '2027-01-14',
      successor: { id: 'openai/large', name: 'Large' },
      source: 'https://example.com/deprecations',
      readOn: '2026-11-22',
    },
    contextWindow: 1000,
    maxOutputTokens: null,
    price: {
      inputPerMillion: 0.5,
      outputPerMillion: 1,
      cachedInputPerMillion: null,
      cacheWritePerMillion: null,
      promptTokensMax: null,
      currency: 'USD',
      note: null,
    },
    capabilities: {
      images: false,
      tools: true,
      structuredOutput: false,
      streaming: true,
      continuesAnswers: false,
      refusedParameters: ['temperature'],
    },
    links: [{ label: 'OpenAI', url: 'https://example.com/models' }],
  });
});

describe('names the file, line, column and field of a broken file', () => {
  /** What is replaced in the shipped file, and the one line that is said. */
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'inputPerMillion: 0.5',
      'inputPerMillion: cheap',
      'catalog/openai.yaml:20:7 models[0].price.inputPerMillion: expected a number, found a string',
    ],
    [
      'inputPerMillion: 0.5',
      'inputPerMillion: -1',
      'catalog/openai.yaml:20:7 models[0].price.inputPerMillion: expected a number of at least 0, found a whole number',
    ],
    [
      '      inputPerMillion: 0.5\n',
      '',
      'catalog/openai.yaml:19:5 models[0].price.inputPerMillion: expected a number, but it is missing',
    ],
    [
      'contextWindow: 1000',
      'contextWindow: 1000.5',
      'catalog/openai.yaml:17:5 models[0].contextWindow: expected a whole number, found a number',
    ],
    [
      'contextWindow: 1000',
      'contextWindow: 0',
      'catalog/openai.yaml:17:5 models[0].contextWindow: expected a number above 0, found a whole number',
    ],
    [
      '    contextWindow: 1000\n',
      '',
      'catalog/openai.yaml:5:5 models[0].contextWindow: expected a number, but it is missing',
    ],
    [
      'contextWindow: 1000',
      'contextWindows: 1000',
      'catalog/openai.yaml:17:5 models[0].contextWindows: no field of that name is known; the fields are listed in catalog/README.md',
    ],
    [
      'maxOutputTokens: null',
      'maxOutputTokens: null\n    speed: fast',
      'catalog/openai.yaml:19:5 models[0].speed: no field of that name is known; the fields are listed in catalog/README.md',
    ],
    [
      'maxOutputTokens: null',
      'maxOutputTokens: null\n    __proto__: { x: 1 }',
      'catalog/openai.yaml:19:5 models[0].__proto__: no field of that name is known; the fields are listed in catalog/README.md',
    ],
    [
      'availability: available',
      'availability: soon',
      'catalog/openai.yaml:10:5 models[0].availability: expected available or coming_soon, found other text',
    ],
    [
      'tools: true\n',
      'tools: yes\n',
      'catalog/openai.yaml:24:7 models[0].capabilities.tools: expected true or false, found a string',
    ],
    [
      '[temperature]',
      '[temperature, top_k]',
      'catalog/openai.yaml:27:40 models[0].capabilities.refusedParameters[1]: expected temperature, top_p, frequency_penalty, presence_penalty, max_tokens or stop, found other text',
    ],
    [
      'shutDownOn: 2027-01-14',
      'shutDownOn: 2027-02-30',
      'catalog/openai.yaml:13:7 models[0].lifecycle.shutDownOn: expected a date such as 2026-10-23, found other text',
    ],
    [
      'shutDownOn: 2027-01-14',
      'shutDownOn: January',
      'catalog/openai.yaml:13:7 models[0].lifecycle.shutDownOn: expected a date such as 2026-10-23, found other text',
    ],
    [
      'shutDownOn: 2027-01-14',
      'shutDownOn: 2026-01-14\n      deprecatedOn: 2026-10-14',
      'catalog/openai.yaml:13:7 models[0].lifecycle.shutDownOn: expected a day that is not before deprecatedOn',
    ],
    [
      'status: deprecated',
      'status: active',
      'catalog/openai.yaml:12:7 models[0].lifecycle.status: expected deprecated or shut_down, because shutDownOn has a date',
    ],
    [
      'successor: { id: openai/large }',
      'successor: { id: openai/huge }',
      'catalog/openai.yaml:14:20 models[0].lifecycle.successor.id: expected the id of another model of the catalogue; for a model it does not hold, give its name instead',
    ],
    [
      'successor: { id: openai/large }',
      'successor: { id: openai/small }',
      'catalog/openai.yaml:14:20 models[0].lifecycle.successor.id: expected the id of another model of the catalogue; for a model it does not hold, give its name instead',
    ],
    [
      'successor: { id: openai/large }',
      'successor: { id: openai/large, name: Large }',
      'catalog/openai.yaml:14:7 models[0].lifecycle.successor: expected either the id of a model of this catalogue or a name, and not both',
    ],
    [
      'url: https://example.com/large',
      'url: javascript:alert(1)',
      'catalog/openai.yaml:41:25 models[1].links[0].url: expected a web address such as https://example.com/models, found other text',
    ],
    [
      'id: openai/large\n',
      'id: openai/small\n',
      'catalog/openai.yaml:29:5 models[1].id: expected an id of its own; openai/small is already at catalog/openai.yaml:5',
    ],
    [
      'id: openai/large\n',
      'id: mistral/large\n',
      'catalog/openai.yaml:29:5 models[1].id: expected an id that begins with openai/',
    ],
    [
      'id: openai/large\n',
      'id: large\n',
      'catalog/openai.yaml:29:5 models[1].id: expected the provider, a slash and a name, such as openai/gpt-4o',
    ],
    [
      'name: Large\n',
      'name: ""\n',
      'catalog/openai.yaml:30:5 models[1].name: expected some text, found an empty string',
    ],
    [
      'upstreamModel: large-1',
      'upstreamModel: large one',
      "catalog/openai.yaml:31:5 models[1].upstreamModel: expected the provider's own name for the model",
    ],
    [
      'provider: openai',
      'provider: byom',
      'catalog/openai.yaml:1:1 provider: expected openai, bedrock, gemini, mistral, anthropic or polyllm, found other text',
    ],
    [
      'price: null',
      'price: free',
      'catalog/openai.yaml:38:5 models[1].price: expected a map of fields, found a string',
    ],
    [
      'name: Large\n',
      'name: &large Large\n    x: *large\n',
      'catalog/openai.yaml:31:8: aliases are not taken here; write the value out',
    ],
    [
      'name: Large\n',
      'name: Large\n    name: Larger\n',
      'catalog/openai.yaml:31:5: not valid YAML: Map keys must be unique',
    ],
    [
      'name: Large\n',
      'name: !tag Large\n',
      'catalog/openai.yaml:30:11: not valid YAML: Unresolved tag: !tag',
    ],
    [
      'name: Large\n',
      'name: "Large\n',
      'catalog/openai.yaml:42:1: not valid YAML: Missing closing "quote',
    ],
    [
      'models:\n',
      'models: none\nrest:\n',
      'catalog/openai.yaml:4:1 models: expected a list, found a string',
    ],
  ];

  test.each(cases)('%j → %j', (from, to, message) => {
    expect(shipped).toContain(from);
    const openai = shipped.replace(from, () => to);
    expect(problemOf(() => load({ openai }))).toBe(message);
  });

  test.each([
    ['nothing', '', 'catalog/openai.yaml:1:1: expected a map of fields, found null'],
    ['a list', '- a\n', 'catalog/openai.yaml:1:1: expected a map of fields, found a list'],
    [
      'two documents',
      `${shipped}---\n${shipped}`,
      'catalog/openai.yaml:42:1: not valid YAML: Source contains multiple documents; please use YAML.parseAllDocuments()',
    ],
    [
      'more than 1 MB',
      `#${'x'.repeat(1_000_000)}\n${shipped}`,
      'catalog/openai.yaml: expected a regular file of at most 1 MB',
    ],
    [
      'an older YAML, in which no would be false',
      `%YAML 1.1\n---\n${shipped.replace('images: false', 'images: no')}`,
      'catalog/openai.yaml:25:7 models[0].capabilities.images: expected true or false, found a string',
    ],
    [
      'bytes that are no text',
      new Uint8Array([0x61, 0xff, 0xfe]),
      'catalog/openai.yaml: expected UTF-8 text',
    ],
  ])('a file of %s', (_what, openai, message) => {
    expect(problemOf(() => load({ openai }))).toBe(message);
  });

  test('a bomb of aliases', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let at = 1; at < 10; at += 1) {
      bomb.push(
        `a${at}: &a${at} [${Array(9)
          .fill(`*a${at - 1}`)
          .join(', ')}]`,
      );
    }
    const said = problemOf(() => load({ openai: bomb.join('\n') }));
    expect(said).toBe('catalog/openai.yaml:2:10: aliases are not taken here; write the value out');
  });

  test('lists in lists without end', () => {
    const said = problemOf(() => load({ openai: `models: ${'['.repeat(100_000)}` }));
    expect(said).toMatch(/^catalog\/openai\.yaml:1:\d+: not valid YAML: [^\n]+$/);
  });

  test('a key with a line break in it, still in one line', () => {
    const openai = shipped.replace(
      'name: Large\n',
      () => String.raw`name: Large
    "a\nb": 1
`,
    );
    expect(problemOf(() => load({ openai }))).toBe(
      String.raw`catalog/openai.yaml:31:5 models[1]["a\nb"]: no field of that name is known; the fields are listed in catalog/README.md`,
    );
  });
});

test('says so when the folder holds no catalogue', () => {
  const files = { catalogDir, operatorCatalogFile, clock: () => 0 };
  expect(problemOf(() => loadCatalogue(files))).toBe(
    `${folder}/catalog: expected at least one .yaml file`.replace(`${folder}/`, ''),
  );
  expect(problemOf(() => loadCatalogue({ ...files, catalogDir: join(folder, 'nowhere') }))).toBe(
    "nowhere: can't be read; it is the folder of the catalogue that ships with the program",
  );
});

describe("an operator's file", () => {
  test('changes only the fields it names', () => {
    const before = entry(load({}), 'openai/small');
    const after = entry(
      load({
        operator: `models:
  - id: openai/small
    availability: coming_soon
    price: { outputPerMillion: 9 }
    lifecycle: { readOn: 2026-11-23 }
    capabilities: { refusedParameters: [] }
`,
      }),
      'openai/small',
    );
    expect(after).toEqual({
      ...before,
      availability: 'coming_soon',
      price: { ...before.price, outputPerMillion: 9 },
      lifecycle: { ...before.lifecycle, readOn: '2026-11-23' },
      capabilities: { ...before.capabilities, refusedParameters: [] },
    });
  });

  test('can let a model live on that its vendor has shut down', () => {
    const operator = `models:
  - id: openai/small
    lifecycle: { status: active, shutDownOn: null, successor: null, source: our own servers }
`;
    expect(entry(load({ operator }), 'openai/small').lifecycle).toEqual({
      status: 'active',
      deprecatedOn: null,
      shutDownOn: null,
      successor: null,
      source: 'our own servers',
      readOn: '2026-11-22',
    });
  });

  test('adds models of several providers, each after those of its provider', () => {
    const addition = (id: string, more: string): string => `  - id: ${id}
    name: Added
    upstreamModel: added
    description: An added one.
    bestFor: Adding
    availability: available
    lifecycle: { status: active, successor: null }
    contextWindow: null
    maxOutputTokens: null
    price: null
    capabilities: { images: false, tools: false, structuredOutput: false, streaming: true }
    links: []
${more}`;
    const operator = `models:\n${addition('mistral/ours', '    providerName: Mistral\n')}${addition('openai/ours', '')}`;
    const { entries } = load({ operator });
    expect(entries.map(({ id, providerName }) => [id, providerName])).toEqual([
      ['openai/small', 'OpenAI'],
      ['openai/large', 'OpenAI'],
      ['openai/ours', 'OpenAI'],
      ['mistral/ours', 'Mistral'],
    ]);
  });

  test('can name a successor that only it holds, or only a name', () => {
    const operator = `models:
  - { id: openai/small, lifecycle: { successor: { name: Something else } } }
`;
    expect(entry(load({ operator }), 'openai/small').lifecycle.successor).toEqual({
      id: null,
      name: 'Something else',
    });
  });

  test.each([
    ['nothing but comments', '# models:\n'],
    ['an empty list of models', 'models:\n'],
  ])('of %s changes nothing', (_what, operator) => {
    expect(load({ operator }).entries).toEqual(load({}).entries);
  });

  test.each([
    [
      '{ id: openai/small, price: { inputPerMillion: free } }',
      'data.yaml:2:32 models[0].price.inputPerMillion: expected a number, found a string',
    ],
    [
      '{ id: openai/large, price: { inputPerMillion: 1 } }',
      'data.yaml:2:23 models[0].price.outputPerMillion: expected a number, but it is missing',
    ],
    [
      '{ id: openai/small, colour: red }',
      'data.yaml:2:23 models[0].colour: no field of that name is known; the fields are listed in catalog/README.md',
    ],
    [
      '{ id: openai/small, provider: mistral }',
      'data.yaml:2:5 models[0].id: expected an id that begins with mistral/',
    ],
    [
      '{ id: openai/small, lifecycle: { status: active } }',
      'data.yaml:2:36 models[0].lifecycle.status: expected deprecated or shut_down, because shutDownOn has a date',
    ],
    [
      '{ id: openai/small, lifecycle: { successor: { id: openai/huge } } }',
      'data.yaml:2:49 models[0].lifecycle.successor.id: expected the id of another model of the catalogue; for a model it does not hold, give its name instead',
    ],
    [
      '{ id: openai/smal }',
      'data.yaml:2:3 models[0].name: expected a string, but it is missing (the shipped catalogue has no openai/smal, so this entry adds a model and must be complete)',
    ],
    [
      '{ id: byom/ours }',
      'data.yaml:2:3 models[0].name: expected a string, but it is missing (the shipped catalogue has no byom/ours, so this entry adds a model and must be complete)',
    ],
    ['{ name: Small }', 'data.yaml:2:3 models[0].id: expected a string, but it is missing'],
    ['openai/small', 'data.yaml:2:3 models[0]: expected a map of fields, found a string'],
    [
      '{ id: openai/small }\n- { id: openai/small }',
      'data.yaml:3:5 models[1].id: expected an id of its own; openai/small is already at data.yaml:2',
    ],
  ])('with %s is refused at its place', (item, message) => {
    expect(problemOf(() => load({ operator: `models:\n- ${item}\n` }))).toBe(message);
  });

  test('that can not be read is a problem, not an absent one', () => {
    mkdirSync(operatorCatalogFile);
    expect(problemOf(() => load({}))).toBe('data.yaml: expected a regular file of at most 1 MB');
  });
});
