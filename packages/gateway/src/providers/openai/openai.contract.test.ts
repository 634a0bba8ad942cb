import { openAiFormatSubject } from '../openai-format/openai-format-subject.ts';
import { providerContract } from '../provider-contract.ts';
import { openai } from './openai.ts';

providerContract('openai', openAiFormatSubject(openai));
