import { linkSigner, serviceCredentials, type LinkSigner } from '@katrol/identity';
import type { Directory } from '@katrol/identity/directory';
import { LinkService } from '@katrol/proto/katrol/gateway/v1/links_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { connect, localPeer, type Kit } from '@katrol/rpc';
import { Refusal, type Logger, type Releases } from '@katrol/runtime';
import type { RawTx } from '@katrol/store';
import type { Config } from '../config.ts';
import { oneBackend, type Backend } from '../portal-api.ts';
import { askingPeers } from './asking.ts';
import type { LinkDeps } from './deps.ts';
import { deviceOf } from './device.ts';
import { linkDoor, type LinkDoor } from './door.ts';
import { localMailbox, smtpMailer, type Mailbox, type Mailer } from './mail.ts';
import { watchLinks } from './sending.ts';
import { linkTable } from './table.ts';

/** What links add to the gateway. */
export type LinkParts = { backend: Backend; door: LinkDoor; mailbox: Mailbox | undefined };

type Around = {
  kit: Kit<RawTx>;
  log: Logger;
  directory: Directory;
  addressOf(folder: string): string;
};

/** The signer of links' tokens, as the setting gives it. */
export const signerOf = (config: Config): LinkSigner =>
  linkSigner(config.linkSigningSecret, config.oidcAudience);

/** Opens giving, opening and sending of links; `releases` closes them. */
export function openLinks(
  config: Config,
  { kit, log, directory, addressOf }: Around,
  releases: Releases,
): LinkParts {
  const intake = connect(IntakeService, addressOf('intake'));
  const school = connect(SchoolLiaisonService, addressOf('school-liaison'));
  const matching = connect(MatchingService, addressOf('matching'));
  const training = connect(VolunteerTrainingService, addressOf('volunteer-training'));
  const peers = { intake, school, matching, training };
  releases.add('peers of links', async () => Object.values(peers).forEach((peer) => peer.close()));
  const credentials = serviceCredentials({
    tokenUrl: `${config.oidcUrl}/protocol/openid-connect/token`,
    clientId: config.clientId,
    clientSecret: config.clientSecret,
  });
  const mailbox = config.localMailbox ? localMailbox(() => kit.clock.now()) : undefined;
  const mailer = mailerOf(config, mailbox);
  const { store, clock } = kit;
  const asking = askingPeers(peers, credentials);
  const deps: LinkDeps = {
    store,
    clock,
    log,
    signer: signerOf(config),
    intake: asking,
    namesOf: namesIn(directory, log),
    sends: mailer !== undefined,
  };
  if (!mailer) log.warn('no mail server: links are not sent');
  const { publicUrl } = config;
  const watching = watchLinks({ store, clock, log, intake: asking, mailer, publicUrl });
  releases.add('watch over links', async () => {
    await watching.stop();
    mailer?.close();
  });
  const peer = localPeer(kit, { service: LinkService, table: linkTable, deps });
  return {
    backend: { ...oneBackend(LinkService, peer), prepare: sayDevice },
    door: linkDoor(kit),
    mailbox,
  };
}

const mailerOf = (config: Config, mailbox: Mailbox | undefined): Mailer | undefined =>
  config.smtpUrl === '' ? mailbox : smtpMailer({ url: config.smtpUrl, from: config.mailFrom });

/** What kind of device asks, as the door sees it; nothing that the request says. */
const sayDevice: NonNullable<Backend['prepare']> = (request, headers) => {
  if ('device' in request) request.device = deviceOf(headers.get('user-agent') ?? '');
};

/** A directory that is away leaves names out: it must not keep a link from being taken back. */
const namesIn =
  (directory: Directory, log: Logger): LinkDeps['namesOf'] =>
  async (subjects) => {
    const names = new Map<string, string>();
    try {
      for (const subject of subjects.filter((one) => /^[\w-]{1,80}$/.test(one)))
        names.set(subject, (await directory.find(subject))?.name ?? subject);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      log.warn('names of accounts left out', { reason: error.reason });
    }
    return names;
  };
