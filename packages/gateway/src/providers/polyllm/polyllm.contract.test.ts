import { openAiFormatSubject } from '../openai-format/openai-format-subject.ts';
import { providerContract } from '../provider-contract.ts';
import { polyllm } from './polyllm.ts';

providerContract('polyllm', openAiFormatSubject(polyllm));
