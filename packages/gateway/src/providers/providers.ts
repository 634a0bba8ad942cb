import { anthropic } from './anthropic/anthropic.ts';
import { bedrock } from './bedrock/bedrock.ts';
import { byom } from './byom/byom.ts';
import { gemini } from './gemini/gemini.ts';
import { mistral } from './mistral/mistral.ts';
import { openai } from './openai/openai.ts';
import { polyllm } from './polyllm/polyllm.ts';
import type { Provider } from './provider.ts';

/** Every wire format this gateway speaks. To add one, see `docs/guides/add-a-provider.md`. */
export const providers: ReadonlyMap<string, Provider> = new Map(
  [openai, bedrock, gemini, mistral, anthropic, polyllm, byom].map((provider) => [
    provider.id,
    provider,
  ]),
);
