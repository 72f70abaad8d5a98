import type { Admin, Tell } from './admin.ts';
import type { Flow, Step } from './document.ts';

type FlowRow = { id: string; alias: string; builtIn: boolean };
type ExecutionRow = {
  id: string;
  level: number;
  requirement: Step['requirement'];
  providerId?: string;
  displayName: string;
  authenticationFlow?: boolean;
  authenticationConfig?: string;
};

/** Names of groups are unique in a realm, so they carry the flow's; in the document they do not. */
const groupAlias = (flow: string, group: string): string => `${flow}: ${group}`;
const withoutFlow = (flow: string, text: string): string =>
  text.startsWith(`${flow}: `) ? text.slice(flow.length + 2) : text;

const mapValues = (
  config: Record<string, string>,
  change: (value: string) => string,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      name,
      name === 'flow_to_check' ? change(value) : value,
    ]),
  );

/** The steps of a flow that is there, in the document's words. */
export const readSteps = async (admin: Admin, alias: string): Promise<Step[]> => {
  const rows = await admin.get<ExecutionRow[]>(
    `/authentication/flows/${encodeURIComponent(alias)}/executions`,
  );
  const top: Step[] = [];
  const open: Step[][] = [top];
  for (const row of rows) {
    const { requirement } = row;
    const into = open[row.level] as Step[];
    if (row.authenticationFlow) {
      const steps: Step[] = [];
      into.push({ group: withoutFlow(alias, row.displayName), requirement, steps });
      open[row.level + 1] = steps;
      continue;
    }
    const found =
      row.authenticationConfig === undefined
        ? undefined
        : await admin.get<{ config: Record<string, string> }>(
            `/authentication/config/${row.authenticationConfig}`,
          );
    const config = found && mapValues(found.config, (value) => withoutFlow(alias, value));
    into.push({ step: row.providerId ?? '', requirement, ...(config ? { config } : {}) });
  }
  return top;
};

const addSteps = async (
  admin: Admin,
  flow: string,
  parent: string,
  steps: Step[],
): Promise<void> => {
  const at = (alias: string): string =>
    `/authentication/flows/${encodeURIComponent(alias)}/executions`;
  for (const step of steps) {
    const isGroup = 'group' in step;
    const alias = isGroup ? groupAlias(flow, step.group) : '';
    const body = isGroup
      ? { alias, type: 'basic-flow', provider: '', description: step.group }
      : { provider: step.step };
    const id = await admin.post(`${at(parent)}/${isGroup ? 'flow' : 'execution'}`, body);
    const rows = await admin.get<ExecutionRow[]>(at(parent));
    const row = isGroup
      ? rows.find(
          ({ displayName, authenticationFlow }) => authenticationFlow && displayName === alias,
        )
      : rows.find((one) => one.id === id);
    if (!row) throw new Error(`Keycloak does not show the step it took: ${alias || id}`);
    if (row.requirement !== step.requirement)
      await admin.put(at(parent), { ...row, requirement: step.requirement });
    if (isGroup) await addSteps(admin, flow, alias, step.steps);
    else if (step.config) {
      await admin.post(`/authentication/executions/${row.id}/config`, {
        alias: `${flow} ${row.id}`,
        config: mapValues(step.config, (value) => groupAlias(flow, value)),
      });
    }
  }
};

/**
 * Makes each flow what it must be. A flow in use is never edited, because half of one might let
 * people in: a new one is made beside it, put in its place in one step, and then the old one goes.
 */
export const applyFlows = async (admin: Admin, flows: Flow[], tell: Tell): Promise<void> => {
  for (const { name, binding, description, steps } of flows) {
    const bound = String((await admin.get<Record<string, unknown>>('/'))[binding]);
    const rows = await admin.get<FlowRow[]>('/authentication/flows');
    const ours = rows.filter(
      ({ alias, builtIn }) =>
        !builtIn &&
        (alias === name || /^ \d+$/.test(alias.slice(name.length))) &&
        alias.startsWith(name),
    );
    const inUse = ours.find(({ alias }) => alias === bound);
    const right =
      inUse !== undefined &&
      JSON.stringify(await readSteps(admin, bound)) === JSON.stringify(steps);
    if (!right) {
      for (const left of ours.filter((row) => row !== inUse))
        await admin.remove(`/authentication/flows/${left.id}`);
      const alias = `${name} ${Number(inUse?.alias.split(' ').at(-1) ?? 0) + 1}`;
      await admin.post('/authentication/flows', {
        alias,
        description,
        providerId: 'basic-flow',
        topLevel: true,
        builtIn: false,
      });
      await addSteps(admin, alias, alias, steps);
      await admin.put('/', { [binding]: alias });
      tell(`flow ${name}`);
    }
    for (const old of ours.filter((row) => (right ? row !== inUse : row === inUse))) {
      await admin.remove(`/authentication/flows/${old.id}`);
      if (right) tell(`flow ${old.alias} taken away`);
    }
  }
};
