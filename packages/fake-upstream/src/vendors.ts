import { anthropic } from './anthropic/anthropic.ts';
import { bedrock } from './bedrock/bedrock.ts';
import { gemini } from './gemini/gemini.ts';
import { mistral } from './mistral/mistral.ts';
import { openai } from './openai/openai.ts';
import { polyllm } from './polyllm/polyllm.ts';
import type { Vendor } from './vendor.ts';

export const vendors: readonly Vendor[] = [openai, polyllm, mistral, gemini, bedrock, anthropic];
