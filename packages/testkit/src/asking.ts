import { randomUUID } from 'node:crypto';
import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { Role } from '@katrol/proto/katrol/common/v1/codes';
import type { Peer } from '@katrol/rpc';
import { Refusal } from '@katrol/runtime';

export type Asked = { rpc: string; method: DescMethod };

/** Somebody who may call all of it, about what is of oostende and hogent. */
export const EVERYTHING = {
  subject: 'c-oostende',
  roles: [...Role],
  branches: ['oostende'],
  university: 'hogent',
};

/** What an RPC answers, a stream's pieces together. */
export async function answered(
  peer: Peer<DescService>,
  { rpc, method }: Asked,
  request: object,
  token: string,
): Promise<unknown> {
  const endless = method.parent.name === 'OutboxService';
  const deadline = new Date(Date.now() + (endless ? 1_500 : 30_000));
  if (method.methodKind === 'unary') {
    return await peer.call(rpc, request as never, { token, key: randomUUID(), deadline });
  }
  const pieces: unknown[] = [];
  try {
    for await (const piece of peer.stream(rpc, request as never, { token, deadline })) {
      pieces.push(piece);
    }
  } catch (error) {
    if (!(endless && error instanceof Refusal && error.code === 'deadline_exceeded')) throw error;
  }
  return pieces;
}

const words: Partial<Record<Refusal['code'], string>> = {
  unauthenticated: 'sign in',
  permission_denied: 'no',
  not_found: 'not found',
  aborted: 'does',
  failed_precondition: 'does',
  already_exists: 'does',
};

/** A refusal in a word. */
export function named(error: unknown): string {
  if (!(error instanceof Refusal)) return 'internal';
  if (error.code === 'invalid_argument') {
    return `invalid: ${error.fields.map((f) => f.field).join(' ') || error.reason}`;
  }
  return words[error.code] ?? error.code;
}
