/** The parts of an agent's settings, in their order. */
export const agentTabs = [
  { to: '/agents/$agentId', label: 'Large Language Model' },
  { to: '/agents/$agentId/history', label: 'History' },
  { to: '/agents/$agentId/playground', label: 'Playground' },
  { to: '/agents/$agentId/compare', label: 'Compare' },
  { to: '/agents/$agentId/bake-off', label: 'Bake-off' },
  { to: '/agents/$agentId/turns', label: 'Turns' },
  { to: '/agents/$agentId/budget', label: 'Budget' },
  { to: '/agents/$agentId/keys', label: 'Keys' },
  { to: '/agents/$agentId/instructions', label: 'Instructions & details' },
] as const;
