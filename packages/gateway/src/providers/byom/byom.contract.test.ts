import { openAiFormatSubject } from '../openai-format/openai-format-subject.ts';
import { providerContract } from '../provider-contract.ts';
import { byom } from './byom.ts';

providerContract('byom', openAiFormatSubject(byom));
