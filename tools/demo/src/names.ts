// First names and family names are combined at random: nobody is meant.

/** Where a family's words come from: the language spoken at home, with names that go with it. */
export const origins = [
  { language: 'nl', first: ['Lore', 'Wout', 'Fien', 'Jarne', 'Elise', 'Seppe', 'Amber', 'Lowie', 'Hanne', 'Kobe'], family: ['Verlinde', 'Dewaele', 'Pauwelyn', 'Goossens', 'Vermeersch', 'Cools', 'Desender', 'Lagae'] },
  { language: 'ar', first: ['Yasmina', 'Bilal', 'Salma', 'Ilyas', 'Nour', 'Zakaria', 'Hiba', 'Ayoub', 'Rim', 'Sami'], family: ['El Mansouri', 'Haddad', 'Bouazza', 'Al Khatib', 'Saidi', 'Zerouali', 'Darwish', 'Mahmoudi'] },
  { language: 'tr', first: ['Elif', 'Emir', 'Zeynep', 'Mert', 'Defne', 'Kerem', 'Ela', 'Ömer'], family: ['Yıldız', 'Demirtaş', 'Kaya', 'Aksoy', 'Şahin', 'Öztürk', 'Polat'] },
  { language: 'fr', first: ['Inès', 'Noah', 'Grâce', 'Nathan', 'Chloé', 'Divine', 'Mathis', 'Prince'], family: ['Mukendi', 'Lambert', 'Kabongo', 'Dubois', 'Ilunga', 'Renard', 'Tshibanda'] },
  { language: 'ps', first: ['Laila', 'Farhad', 'Zarmina', 'Omid', 'Spogmai', 'Wali'], family: ['Stanekzai', 'Noorzai', 'Safi', 'Wardak', 'Popal'] },
  { language: 'fa', first: ['Parisa', 'Arash', 'Setareh', 'Navid', 'Mina', 'Reza'], family: ['Rahimi', 'Karimi', 'Hosseini', 'Ahmadi', 'Jafari'] },
  { language: 'so', first: ['Ayaan', 'Hodan', 'Abdi', 'Ifrah', 'Liban', 'Sagal'], family: ['Warsame', 'Farah', 'Jama', 'Abdullahi', 'Hersi'] },
  { language: 'bg', first: ['Desislava', 'Ivaylo', 'Mila', 'Georgi', 'Rositsa', 'Stefan'], family: ['Dimitrova', 'Petkov', 'Angelov', 'Todorova', 'Iliev'] },
  { language: 'ro', first: ['Ioana', 'Andrei', 'Bianca', 'Matei', 'Larisa', 'Vlad'], family: ['Munteanu', 'Ionescu', 'Popa', 'Stoica', 'Dumitru'] },
  { language: 'pl', first: ['Zuzanna', 'Filip', 'Maja', 'Jakub', 'Hania', 'Szymon'], family: ['Wójcik', 'Kamiński', 'Zielińska', 'Mazur', 'Krawczyk'] },
  { language: 'uk', first: ['Solomiya', 'Danylo', 'Daryna', 'Maksym', 'Zlata', 'Artem'], family: ['Kovalenko', 'Shevchuk', 'Bondar', 'Melnyk', 'Lysenko'] },
  { language: 'ti', first: ['Selam', 'Yonas', 'Feven', 'Natnael', 'Rahwa', 'Abel'], family: ['Tesfay', 'Gebremedhin', 'Haile', 'Kidane', 'Weldu'] },
  { language: 'es', first: ['Valeria', 'Mateo', 'Camila', 'Santiago', 'Lucía', 'Tomás'], family: ['Restrepo', 'Quispe', 'Herrera', 'Delgado', 'Pacheco'] },
] as const;

/** Names of tutors who have no account to sign in with. */
export const tutorFirstNames = [
  'Anke', 'Bo', 'Charlotte', 'Dina', 'Esra', 'Femke', 'Gilles', 'Hamza', 'Iris', 'Jonathan', 'Kaat', 'Lars', 'Meryem', 'Nina', 'Olivier', 'Paulien',
  'Quinten', 'Roos', 'Sofiane', 'Tess', 'Ulrike', 'Victor', 'Wannes', 'Xander', 'Yara', 'Zita', 'Herman', 'Chris', 'Marleen', 'Lieve', 'Godelieve', 'Etienne',
];
export const tutorLastNames = [
  'Adriaens', 'Baert', 'Callens', 'Deprez', 'Engels', 'Foubert', 'Gevaert', 'Hoste', 'Indevuyst', 'Jacobs', 'Keirse', 'Lefever', 'Maes', 'Naessens',
  'Oosterlinck', 'Pattyn', 'Raes', 'Sercu', 'Taghon', 'Vantieghem', 'Willems', 'Ysenbrandt', 'Zwaenepoel', 'Benali', 'Koçak', 'Diallo', 'Nguyen', 'Okafor',
];
export const referrerFirstNames = ['Ann', 'Saskia', 'Tom', 'Veerle', 'Sien', 'Koen', 'Hilal', 'Dorien', 'Ellen', 'Bert'];
export const schools = ['De Vlieger', 'De Zonnebloem', 'Sint-Jozef', 'De Regenboog', 'Het Kompas', 'De Wijze Boom', 'Klimop', 'De Springplank'];
export const secondarySchools = ['Atheneum', 'Technisch Instituut', 'Sint-Lodewijk', 'De Toekomst', 'Middenschool'];
export const streets = ['Kerkstraat', 'Stationsstraat', 'Molenstraat', 'Nieuwstraat', 'Schoolstraat', 'Beukenlaan', 'Lindestraat', 'Vaartstraat', 'Kasteelstraat', 'Akkerstraat'];
