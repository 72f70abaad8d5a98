import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import type { BrowserContext, Page } from 'playwright-core';
import { findings, tooWide } from '../axe.ts';
import { day } from '../day.ts';
import { choose, fill, press, tap, textOf } from '../hands.ts';
import { PHONE } from '../seat.ts';
import { behindItsBack } from '../superuser.ts';
import type { World } from '../world.ts';

const TEXT = 'Amina leest thuis elke dag een kwartier.';
const ANSWER_IN_ARABIC = 'ليت أمي تستيقظ في الوقت المناسب يوماً ما…';
const ARABIC = 'أمينة تقرأ في البيت كل يوم ربع ساعة.';

/** A family of two parents who both decide, the one reading Arabic. */
async function separatedParents(world: World): Promise<string> {
  const marieke = await world.as('marieke.vanhoutte');
  const referral = {
    branchCode: 'oostende',
    referrer: { kind: 'school' as const, name: 'Juf Els' },
    contact: { familyName: 'Haddad', phone: '0470 99 11 22', language: 'ar' },
    children: [{ firstName: 'Amina', grade: 'L2' as const, school: 'De Regenboog' }],
    reason: 'lezen',
  };
  const { familyId } = await marieke(IntakeService, 'enterReferral', { referral });
  const { parents } = await marieke(IntakeService, 'getFamily', { id: familyId });
  const samira = {
    id: parents[0]?.id ?? '',
    revision: parents[0]?.revision ?? 0,
    familyId,
    relation: 'mother' as const,
    name: 'Samira',
    languagesRead: ['ar'],
  };
  await marieke(IntakeService, 'keepParent', { parent: samira });
  const karim = { familyId, relation: 'father' as const, name: 'Karim' };
  await marieke(IntakeService, 'keepParent', { parent: karim });
  return familyId;
}

async function addSchool(page: Page): Promise<void> {
  await press(page, 'School toevoegen');
  const school = page.getByTestId('school-form');
  await fill(school, { Naam: 'De Regenboog', Gemeente: 'Oostende' });
  await press(school, 'Bewaren');
  await press(page, 'Aanspreekpunt toevoegen bij De Regenboog');
  const contact = page.getByTestId('contact-form');
  await fill(contact, { Naam: 'Els Maertens' });
  await contact.getByLabel('Vast aanspreekpunt voor onze werking').check();
  await press(contact, 'Bewaren');
  await page.getByText('Els Maertens').first().waitFor();
}

/** The link that is shown once, opened on a phone of somebody who has no account. */
async function phoneWith(
  world: World,
  page: Page,
): Promise<{ phone: Page; context: BrowserContext }> {
  const address = await page.getByTestId('link-address').innerText();
  const context = await world.browser.newContext({
    viewport: PHONE,
    locale: 'ar',
    baseURL: world.platform.url,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(40_000);
  const phone = await context.newPage();
  await phone.goto(address);
  return { phone, context };
}

async function fine(page: Page): Promise<void> {
  expect(await findings(page)).toEqual([]);
  expect(await tooWide(page)).toBe(false);
}

/** The minute in which a yes may be taken back goes by, and what it let go has left. */
const minuteOver = (world: World): Promise<void> =>
  behindItsBack(world.platform, 'school_liaison', async (admin) => {
    await admin.query(`update message set approved_at = approved_at - interval '2 minutes'`);
    const waits = `select 1 from message where status = 'approved'`;
    for (let looked = 0; looked < 200; looked++) {
      if ((await admin.query(waits)).rows.length === 0) return;
      await sleep(100);
    }
    throw new Error('what is approved did not leave');
  });

async function writeAndAsk(page: Page): Promise<void> {
  await press(page, 'School kiezen voor Amina');
  const settle = page.getByTestId('settle-form');
  // the school is written on the referral as it is called: it stands there
  await press(settle, 'Bewaren');
  await page.getByText('Amina zit op De Regenboog').waitFor();
  await press(page, 'Bericht aan de school');
  const form = page.getByTestId('message-form');
  await fill(form, { 'Wat de school leest, in het Nederlands': TEXT });
  await form.getByLabel('Els Maertens (zorgcoördinator)').check();
  await fill(form, { 'Vertaling in het Arabisch': ARABIC });
  await press(form, 'Bewaren als ontwerp');
  await form.waitFor({ state: 'detached' });
  await press(page, 'Aan het gezin vragen');
  await page.getByTestId('message').getByText('wacht op het gezin').waitFor();
}

/** Another text to the same people, and once more with other words; both asked. */
async function textThatChanges(world: World, familyId: string) {
  const marieke = await world.as('marieke.vanhoutte');
  const { messages } = await marieke(SchoolLiaisonService, 'getThread', { familyId });
  const [first] = messages;
  if (!first) throw new Error('the family has a text');
  const { branchCode, childId, childName, purpose, receivers } = first;
  const contactIds = receivers.map((one) => one.contactId);
  const about = { branchCode, familyId, childId, childName, purpose, contactIds };
  return async (text: string, there = { id: '', revision: 0 }) => {
    const drafted = { ...about, id: there.id, revision: there.revision, text };
    const { id, revision } = await marieke(SchoolLiaisonService, 'draftMessage', drafted);
    return await marieke(SchoolLiaisonService, 'askFamily', { messageId: id, revision });
  };
}

/** Parents, school and branch talk: nothing over the parents' heads, and no account needed. */
export function theTriad(world: () => World): void {
  let familyId = '';
  let samira: Page;
  let els: Page;

  test('a text for the school waits for the parents, in their language', async () => {
    familyId = await separatedParents(world());
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open('/scholen');
    await addSchool(page);
    await open(`/gezinnen/${familyId}`);
    await writeAndAsk(page);
    await world().picture(page, 'school');
  });

  test('a mother opens her own link with the picture chosen together, reads it in Arabic, says yes', async () => {
    const { page } = await world().seat('marieke.vanhoutte');
    await press(page, 'Link geven aan Samira (moeder)');
    const form = page.getByTestId('give-link');
    await choose(form, { 'Samen gekozen prentje': 'ster' });
    await press(form, 'Link geven');
    samira = (await phoneWith(world(), page)).phone;
    await samira.locator('[data-picture=sun]').click();
    await samira.getByRole('alert').waitFor();
    await fine(samira);
    await samira.locator('[data-picture=star]').click();
    const text = samira.getByTestId('text');
    await text.getByText(ARABIC).waitFor();
    expect(await samira.evaluate(() => document.documentElement.dir)).toBe('rtl');
    expect(await textOf(samira)).toContain('Els Maertens');
    await fine(samira);
    await world().picture(samira, 'ouder', ['360']);
    await text.getByRole('button', { name: 'نعم، مسموح' }).click();
    await samira.locator('[data-status=approved]').waitFor();
    // somebody who got the link forwarded does not get past the picture
    const { phone, context } = await phoneWith(world(), page);
    await phone.locator('[data-picture=key]').click();
    await phone.getByRole('alert').waitFor();
    expect(await textOf(phone)).not.toContain('Amina');
    await context.close();
    await press(page, 'Sluiten');
  });

  test('what she typed stays while the network is gone, and when her picture is asked again', async () => {
    const typed = 'متى تأتي لوت؟';
    const button = (name: string) => samira.getByRole('button', { name, exact: true });
    await button('لدي سؤال').click();
    await samira.getByRole('textbox').fill(typed);
    await samira.route('**/AskQuestion', (route) => route.abort(), { times: 1 });
    await button('إرسال').click();
    await samira.getByText('لا توجد شبكة. ما كتبتموه ما زال هنا.').waitFor();
    expect(await samira.getByRole('textbox').inputValue()).toBe(typed);
    // a token of a minute that ended: she is asked once more, and what she sent then leaves
    const ended = { status: 401, json: { message: 'IDENTITY_TOKEN_INVALID' } };
    await samira.route('**/AskQuestion', (route) => route.fulfill(ended), { times: 1 });
    await button('إرسال').click();
    await samira.getByText('من أجل سلامتكم نسأل هذا مرة أخرى. ما كتبتموه ما زال هنا.').waitFor();
    expect(await samira.getByTestId('text').isVisible()).toBe(false);
    await fine(samira);
    await samira.locator('[data-picture=star]').click();
    await samira.getByText('لقد وصلنا.').waitFor();
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open(`/gezinnen/${familyId}`);
    await page.getByTestId('question').getByText(typed).waitFor();
    expect(await page.getByTestId('question').count()).toBe(1);
  });

  test('the school reads exactly that, and answers; the mother chooses to read it together', async () => {
    await minuteOver(world());
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open('/scholen');
    await press(page, 'Link geven aan Els Maertens');
    await press(page.getByTestId('give-link'), 'Link geven');
    els = (await phoneWith(world(), page)).phone;
    await els.getByRole('button', { name: 'Lezen over Amina' }).click();
    await els.getByText(TEXT).waitFor();
    await fine(els);
    await world().picture(els, 'school-contact', ['360']);
    await press(els, 'Antwoorden');
    await els.getByText('De ouders lezen dit precies zo.').waitFor();
    await els.getByLabel('Antwoorden').fill('Als mama eens op tijd opstond…');
    await press(els, 'Versturen');
    await els.getByTestId('own-answer').waitFor();

    await samira.reload();
    await samira.locator('[data-picture=star]').click();
    await samira.getByTestId('answer').waitFor();
    expect(await textOf(samira)).not.toContain('op tijd opstond');
    await samira.getByRole('button', { name: 'نقرأ معًا' }).click();
    await samira.getByText('Marieke', { exact: false }).first().waitFor();
  });

  test('from Vandaag the school’s answer is translated by a person; its own words stay beside it', async () => {
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open('/');
    const line = page.getByTestId('today-ANSWER_TO_TRANSLATE').getByTestId('today-line');
    await line.filter({ hasText: 'Haddad' }).getByRole('link').click();
    await press(page, 'Vertaling in het Arabisch toevoegen');
    const form = page.getByTestId('translate-answer-form');
    await fill(form, {
      'Vertaling in het Arabisch': ANSWER_IN_ARABIC,
      'Naam van de vertaler of de machine': 'Nadia',
    });
    expect(await findings(page)).toEqual([]);
    await press(form, 'Bewaren');
    await form.waitFor({ state: 'detached' });
    await page.getByTestId('school-answer').getByText(ANSWER_IN_ARABIC).waitFor();
    await open('/');
    await page.getByTestId('today-READ_TOGETHER').waitFor();
    expect(await page.getByTestId('today-ANSWER_TO_TRANSLATE').count()).toBe(0);
  });

  test('read together it is hers to read again: in Arabic, and exactly as the school wrote it', async () => {
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open('/');
    const line = page.getByTestId('today-READ_TOGETHER');
    await line.getByRole('link', { name: 'Samen lezen: Haddad' }).click();
    await page
      .getByTestId('school-answer')
      .getByText('op tijd opstond', { exact: false })
      .waitFor();
    await press(page, 'Samen gelezen met Samira (moeder)');
    await page.getByText('Samira (moeder) las het').waitFor();
    await samira.reload();
    await samira.locator('[data-picture=star]').click();
    await samira.getByText(ANSWER_IN_ARABIC).waitFor();
    // the Dutch stands behind it
    await samira.locator('summary').filter({ hasText: 'بالهولندية' }).last().click();
    await samira.getByText('op tijd opstond', { exact: false }).waitFor();
    await fine(samira);
  });

  test('what a parent says by phone is noted to the text that was read out, and to no other', async () => {
    const write = await textThatChanges(world(), familyId);
    const asked = await write('Amina telt tot twintig.');
    const { page, open, complaints } = await world().seat('marieke.vanhoutte');
    await open(`/gezinnen/${familyId}`);
    const card = page.getByTestId('message').filter({ hasText: 'Amina telt tot' });
    await press(card, 'Antwoord noteren');
    const form = card.getByTestId('answer-form');
    await tap(form, 'Wat zei hij of zij', ['liever niet']);
    await write('Amina telt tot honderd.', asked);
    await press(form, 'Bewaren');
    await form.getByText('De tekst is intussen veranderd.', { exact: false }).first().waitFor();
    await card.getByText('Amina telt tot honderd.').waitFor();
    await press(form, 'Ik las de nieuwe tekst voor');
    expect(await findings(page)).toEqual([]);
    await press(form, 'Bewaren');
    await card.getByText('liever niet · versie 2', { exact: false }).waitFor();
    // what was refused stands in the console of the browser
    expect(complaints.splice(0).every((said) => said.includes('409'))).toBe(true);
  });

  test('a link to one text opens that one on the father’s phone, in Turkish, and nothing else', async () => {
    const write = await textThatChanges(world(), familyId);
    const { id: messageId } = await write('Amina zingt graag.');
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open(`/gezinnen/${familyId}`);
    const card = page.getByTestId('message').filter({ hasText: 'Amina zingt' });
    await press(card, 'Link naar deze tekst');
    await press(card, 'Karim (vader)');
    const form = card.getByTestId('give-link');
    await choose(form, { 'Taal van de pagina': 'Turks', 'Samen gekozen prentje': 'ster' });
    expect(await findings(page)).toEqual([]);
    await press(form, 'Link geven');
    const { phone, context } = await phoneWith(world(), page);
    await phone.locator('[data-picture=star]').click();
    await phone.getByRole('heading', { level: 1, name: 'Sizin için' }).waitFor();
    const text = phone.getByTestId('text');
    await text.getByText('Amina zingt graag.').waitFor();
    expect(await phone.locator('section').count()).toBe(0);
    for (const other of ['telt tot', ARABIC, 'Samira'])
      expect(await textOf(phone)).not.toContain(other);
    await fine(phone);
    await world().picture(phone, 'ouder-een-tekst', ['360']);
    await text.getByRole('button', { name: 'Evet, olur' }).click();
    await phone.locator('[data-status=approved]').waitFor();
    await text.getByRole('button').click();
    await phone.locator('[data-status=awaiting_family]').waitFor();
    await press(page, 'Sluiten');
    const given = page.getByTestId('links-of').filter({ hasText: 'Karim' });
    await given.getByText('alleen één tekst', { exact: false }).waitFor();
    // let go: the link is over, and says whom to call
    const marieke = await world().as('marieke.vanhoutte');
    const { messages } = await marieke(SchoolLiaisonService, 'getThread', { familyId });
    const revision = messages.find((one) => one.id === messageId)?.revision ?? 0;
    const why = 'Het hoeft niet meer.';
    await marieke(SchoolLiaisonService, 'letGo', { messageId, why, revision });
    await phone.reload();
    await phone.locator('[data-picture=star]').click();
    await phone.locator('a[href^="tel:"]').waitFor();
    await context.close();
  });

  test('under the agreement sheet the branch puts its name, and the mother hers, in her language', async () => {
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open(`/gezinnen/${familyId}`);
    await press(page, 'Naam eronder noteren');
    const form = page.getByTestId('sign-form');
    await choose(form, { 'Wie belooft': 'de werking', Hoe: 'mondeling' });
    expect(await findings(page)).toEqual([]);
    await press(form, 'Bewaren');
    const signed = page.getByTestId('agreement');
    await signed.getByText('de werking', { exact: false }).waitFor();
    await samira.reload();
    await samira.locator('[data-picture=star]').click();
    const sheet = samira.getByTestId('sheet');
    await sheet.getByRole('button', { name: 'أضع اسمي تحتها' }).click();
    await sheet.getByRole('button').waitFor({ state: 'detached' });
    await fine(samira);
    await open(`/gezinnen/${familyId}`);
    await signed.getByText('Samira (moeder)', { exact: false }).waitFor();
  });

  test('the branch words its own sheet: hers stays as she signed it, the newer one is there to read', async () => {
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open('/werkingsprofiel');
    await page.getByTestId('edit-profile').click();
    const profile = page.getByTestId('profile-form');
    await fill(profile, {
      'Geldt vanaf': day(),
      'Wat belooft: het gezin': 'Wij bellen als het niet past.',
      'Wat belooft: de begeleider': 'Ik breng een boek mee.',
      'Wat belooft: de werking': 'Wij zijn bereikbaar tot zes uur.',
    });
    expect(await findings(page)).toEqual([]);
    await press(profile, 'Nieuwe versie bewaren');
    await page.getByText('Ik breng een boek mee.').waitFor();
    await samira.reload();
    await samira.locator('[data-picture=star]').click();
    const sheet = samira.getByTestId('sheet');
    await sheet.getByText('يوجد الآن نص أحدث', { exact: false }).waitFor();
    await sheet.getByText('آتي في اليوم المتفق عليه', { exact: false }).waitFor();
    expect(await sheet.getByText('Ik breng een boek mee.').isVisible()).toBe(false);
    await sheet.locator('summary').click();
    await sheet.getByText('Ik breng een boek mee.').waitFor();
    await fine(samira);
    await open(`/gezinnen/${familyId}`);
    await page
      .getByTestId('agreement')
      .getByText('Er is intussen een nieuwere tekst.', { exact: false })
      .first()
      .waitFor();
    expect(await findings(page)).toEqual([]);
  });

  test('what goes to her by itself is noted with how she said it, and she changes it on her own page', async () => {
    const { page, open } = await world().seat('marieke.vanhoutte');
    await samira.reload();
    await samira.locator('[data-picture=star]').click();
    const writing = samira.getByTestId('writing');
    // nobody knows an address of hers yet: there is nothing to switch on
    await writing.waitFor();
    expect(await writing.getByRole('button').count()).toBe(0);
    await open(`/gezinnen/${familyId}`);
    await press(page, 'Aanpassen: Samira (moeder)');
    const form = page.getByTestId('parent-form');
    await fill(form, { 'Eigen e-mail': 'samira@voorbeeld.example' });
    await tap(form, 'Mag een berichtje krijgen', ['als wij op een ja of nee wachten']);
    await choose(form, { 'Hoe gevraagd': 'met tolk' });
    expect(await findings(page)).toEqual([]);
    await press(form, 'Bewaren');
    const noted = page.getByTestId('written-to');
    await noted.getByText('met tolk', { exact: false }).waitFor();
    await samira.reload();
    await samira.locator('[data-picture=star]').click();
    await writing.getByRole('button', { name: /^إيقاف/ }).click();
    await writing.getByRole('button', { name: /^إيقاف/ }).waitFor({ state: 'detached' });
    await fine(samira);
    await open(`/gezinnen/${familyId}`);
    await page.getByTestId('parent').first().waitFor();
    await noted.waitFor({ state: 'detached' });
  });

  test('a talk with the school is planned on the family’s page, with what a parent said by phone', async () => {
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open(`/gezinnen/${familyId}`);
    await press(page, 'Overleg plannen over Amina');
    const form = page.getByTestId('meeting-form');
    await fill(form, { Wanneer: `${day(5)}T16:00`, Waar: 'In de klas' });
    await press(form, 'Bewaren');
    const meeting = page.getByTestId('meeting');
    await meeting.getByText('gepland').waitFor();
    await press(meeting, 'Antwoord van een ouder: oudercontact, Amina');
    const answer = page.getByTestId('meeting-answer-form');
    await choose(answer, { 'Antwoord van': 'Samira (moeder)' });
    await fill(answer, { 'Wat wil de ouder zeggen of vragen': 'Of Amina vooraan mag zitten.' });
    expect(await findings(page)).toEqual([]);
    await press(answer, 'Bewaren');
    await meeting.getByText('Of Amina vooraan mag zitten.').waitFor();
    await open('/');
    const line = page.getByTestId('today-MEETING_TO_PREPARE').getByTestId('today-line');
    await line.filter({ hasText: 'Haddad' }).getByRole('link').click();
    await page.getByTestId('meeting-form').getByLabel('Agenda').waitFor();
  });

  test('the father’s link shows nothing of hers; he stops sharing, and the school can open nothing', async () => {
    const { page } = await world().seat('marieke.vanhoutte');
    await press(page, 'Link geven aan Karim (vader)');
    const form = page.getByTestId('give-link');
    await choose(form, {
      'Tweede vraag, door het gezin gekozen': 'Straat waar u woont',
    });
    await fill(form, { 'Antwoord (we bewaren het niet leesbaar)': 'Torhoutsesteenweg' });
    await choose(form, { 'Taal van de pagina': 'Nederlands' });
    await press(form, 'Link geven');
    const { phone: karim } = await phoneWith(world(), page);
    await karim.getByRole('textbox').fill('torhoutse steenweg ');
    await karim.getByRole('button').first().click();
    await karim.getByRole('heading', { name: 'Wat mag' }).waitFor();
    await fine(karim);
    for (const hers of ['Samira', 'op tijd opstond', ARABIC])
      expect(await textOf(karim)).not.toContain(hers);
    const school = karim.getByTestId('consent-sharing_with_school');
    await school.getByRole('button', { name: /^Liever niet/ }).click();
    await karim
      .getByText('Wij delen niets meer met de school.', { exact: false })
      .first()
      .waitFor();
    await els.reload();
    await els.getByTestId('stopped').waitFor();
    expect(await textOf(els)).not.toContain(TEXT);
    expect(await textOf(els)).not.toContain('Amina');
    await press(els, 'Ik verwijderde mijn nota’s');
    await els.getByText('Bevestigd.').waitFor();
  });
}
