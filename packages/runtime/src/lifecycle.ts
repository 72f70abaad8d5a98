import { wrongState } from './refusal.ts';

/** What may follow what: for each state the commands that it takes, and the state after each. */
export type Transitions<State extends string, Command extends string> = Record<
  State,
  Partial<Record<Command, State>>
>;

/**
 * The lifecycle of an entity, as its one table says. Gives the state after a command; refuses
 * WRONG_STATE where the state does not take it.
 */
export const lifecycle =
  <State extends string, Command extends string>(transitions: Transitions<State, Command>) =>
  (state: State, command: Command): State => {
    const after = transitions[state][command];
    if (after === undefined) throw wrongState(state, command);
    return after;
  };
