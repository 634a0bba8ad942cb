import { startScriptedUpstream } from './scripted-upstream.ts';

// The scripted upstream in a process of its own: says where it is, and how often it was asked.
const upstream = await startScriptedUpstream();
process.send?.({ endpoint: upstream.endpoint, url: upstream.url });
process.on('message', () => process.send?.({ turns: upstream.turns() }));
