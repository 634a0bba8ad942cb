/** A small catalogue with one model of each kind that the routes tell apart. */
export const catalogueFiles: Readonly<Record<string, string>> = {
  'openai.yaml': `
provider: openai
providerName: OpenAI
providerUrl: https://models.example.com
models:
${model('openai/lively', 'Lively')}
${model('openai/second', 'Second')}
${model('openai/thinker', 'Thinker', { refusedParameters: '[temperature, stop]' })}
${model('openai/dying', 'Dying', {
  lifecycle:
    '{status: deprecated, shutDownOn: 2099-01-14, successor: {id: openai/lively}, source: https://models.example.com/deprecations, readOn: 2026-11-22}',
})}
${model('openai/dead', 'Dead', {
  lifecycle:
    '{status: shut_down, shutDownOn: 2026-10-23, successor: {name: Something Else}, source: https://models.example.com/deprecations, readOn: 2026-11-22}',
})}
`,
  'polyllm.yaml': `
provider: polyllm
providerName: PolyAI
providerUrl: https://models.example.com
models:
${model('polyllm/polyllm', 'PolyLLM')}
${model('polyllm/continuing', 'Continuing', { continuesAnswers: 'true' })}
`,
  'gemini.yaml': `
provider: gemini
providerName: Google Gemini
providerUrl: https://models.example.com
models:
${model('gemini/soon', 'Soon', { availability: 'coming_soon' })}
`,
  'bedrock.yaml': `
provider: bedrock
providerName: Amazon Bedrock
providerUrl: https://models.example.com
models:
${model('bedrock/uncarried', 'Uncarried')}
`,
};

function model(id: string, name: string, facts: Record<string, string> = {}): string {
  const {
    refusedParameters = '[]',
    lifecycle = '{status: active}',
    continuesAnswers = 'false',
  } = facts;
  return `  - id: ${id}
    name: ${name}
    upstreamModel: upstream-${name.toLowerCase()}
    description: A model for tests.
    bestFor: Tests
    availability: ${facts['availability'] ?? 'available'}
    lifecycle: ${lifecycle}
    contextWindow: 128000
    maxOutputTokens: 4096
    price: {inputPerMillion: 1, outputPerMillion: 2}
    capabilities: {images: true, tools: true, structuredOutput: true, streaming: true, continuesAnswers: ${continuesAnswers}, refusedParameters: ${refusedParameters}}
    links: []`;
}
