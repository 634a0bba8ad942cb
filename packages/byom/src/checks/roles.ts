import { ask } from '../check/ask.ts';
import type { Check } from '../check/check.ts';
import { hello } from '../check/check-context.ts';
import type { Deviation } from '../check/finding.ts';
import { gathered, type Sighting } from '../check/gathered.ts';

/** Instructions reach the model under either of their roles. */
export const roles: Check = {
  id: 'roles',
  promise: 'It takes instructions in messages of the roles `system` and `developer`.',
  clause:
    'OpenAI API reference, `messages`: developer and system messages. https://platform.openai.com/docs/api-reference/chat/create',
  required: false,
  phase: 'together',
  needs: ['answers'],
  limitMs: 20_000,
  get deviations() {
    return [systemRoleRefused, developerRoleRefused];
  },
  async run(context) {
    const sightings: Sighting[] = [];
    const unknown: string[] = [];
    const taken: string[] = [];
    for (const [role, refused] of [
      ['system', systemRoleRefused],
      ['developer', developerRoleRefused],
    ] as const) {
      const asked = await ask(context, {
        messages: [{ role, content: 'You are brief.' }, ...hello],
      });
      if (asked.kind === 'unknown') unknown.push(asked.message);
      else if (asked.kind === 'answered') taken.push(role);
      else {
        const evidence = context.evidence(asked.exchange);
        sightings.push({ deviation: refused, evidence, detail: asked.detail });
      }
    }
    const developerRefused = sightings.some(({ deviation }) => deviation === developerRoleRefused);
    return {
      message: unknown[0] ?? 'It takes both.',
      findings: gathered(sightings),
      ...(unknown.length > 0 ? { broken: true } : {}),
      learned:
        developerRefused || taken.includes('developer') ? { developerRole: !developerRefused } : {},
    };
  },
};

const systemRoleRefused: Deviation = {
  id: 'system-role-refused',
  grade: 'breaks',
  message: 'It refuses messages of the role `system`.',
  consequence: 'An agent’s instructions are such a message, so each of its turns fails.',
  fix: 'Take `system` messages; where the model’s template knows none, put their text before the first user message.',
};
const developerRoleRefused: Deviation = {
  id: 'developer-role-refused',
  grade: 'deviates',
  message: 'It refuses messages of the role `developer`.',
  consequence:
    'OpenAI’s newer clients write instructions under this role; Jackfield writes `system` in its place for this connection.',
  fix: 'Treat `developer` like `system`.',
};
