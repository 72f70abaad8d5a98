import { timestampFromDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import type { LinkService } from '@katrol/proto/katrol/gateway/v1/links_pb';
import { commandAfter, same, steps, toldOnce, type RpcTable } from '@katrol/rpc';
import type { RawTx } from '@katrol/store';
import type { LinkDeps } from './deps.ts';
import { giveLink, keepLinkQuestion, readyLink, readyQuestion } from './give.ts';
import { listLinks, revokeLink } from './list.ts';
import { openLink, renewLink, type Opened } from './open.ts';
import type { Outgoing } from './outgoing-rows.ts';
import type { Link } from './rows.ts';
import { listOutgoing, readyToSend, sendLink } from './send.ts';

const coordinator = ['coordinator'] as const;
/** A moment under its name; nothing where there is none. */
const when = <K extends string>(name: K, date: Date | null) =>
  (date ? { [name]: timestampFromDate(date) } : {}) as { [N in K]?: Timestamp };

const linkOut = ({ givenAt, until, lastOpenedAt, revokedAt, closedUntil, ...link }: Link) => ({
  ...link,
  ...when('givenAt', givenAt),
  ...when('until', until),
  ...when('lastOpenedAt', lastOpenedAt),
  ...when('revokedAt', revokedAt),
  ...when('closedUntil', closedUntil),
});

const outgoingOut = ({ queuedAt, nextAt, sentAt, failedAt, ...outgoing }: Outgoing) => ({
  ...outgoing,
  ...when('queuedAt', queuedAt),
  ...when('nextAt', nextAt),
  ...when('sentAt', sentAt),
  ...when('failedAt', failedAt),
});

// of a question nothing but what it is and in whose words: not even what is behind it
const openedOut = (opened: Opened) => {
  if (opened.question !== '') return opened;
  const { link, token } = opened;
  const { kind, objectId, personId, branchCode, language, until } = link;
  return {
    kind,
    objectId,
    personId,
    branchCode,
    language,
    token: token.token,
    ...when('tokenUntil', token.until),
    ...when('until', until),
  };
};

/** RPC -> who may call -> wire in -> operation -> wire out. */
export const linkTable: RpcTable<typeof LinkService, RawTx, LinkDeps> = {
  giveLink: toldOnce(
    commandAfter(coordinator, same, { before: readyLink, then: giveLink }, ({ secret, link }) => ({
      secret,
      link: linkOut(link),
    })),
  ),
  keepLinkQuestion: commandAfter(
    coordinator,
    same,
    { before: readyQuestion, then: keepLinkQuestion },
    same,
  ),
  listLinks: steps(coordinator, same, listLinks, ({ rows, questions }) => ({
    rows: rows.map(linkOut),
    questions,
  })),
  revokeLink: steps(
    ['coordinator', 'link:parent-page', 'link:parent-item'],
    (r) => r.id,
    revokeLink,
    linkOut,
  ),
  openLink: toldOnce(steps('public', same, openLink, openedOut)),
  renewLink: toldOnce(
    steps(
      ['link:parent-page', 'link:parent-item', 'link:school-contact', 'link:receiver'],
      () => undefined,
      renewLink,
      ({ token, until }) => ({ token, ...when('tokenUntil', until) }),
    ),
  ),
  sendLink: commandAfter(coordinator, same, { before: readyToSend, then: sendLink }, outgoingOut),
  listOutgoing: steps(coordinator, same, listOutgoing, ({ rows, more }) => ({
    rows: rows.map(outgoingOut),
    more,
  })),
};
