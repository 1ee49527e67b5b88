import { json } from '../answers.ts';
import { type Route, signedIn } from '../router.ts';
import { dashed, hexOf } from '../wire-values.ts';

/** What clients may keep about how they show things. Nobody has kept anything yet. */
export const preferenceRoutes: readonly Route[] = [
  signedIn('GET', '/DisplayPreferences/:displayPreferencesId', ({ path, query }) =>
    json({
      Id: dashed(hexOf('preferences', path.displayPreferencesId ?? '')),
      SortBy: 'SortName',
      RememberIndexing: false,
      PrimaryImageHeight: 250,
      PrimaryImageWidth: 250,
      CustomPrefs: {
        chromecastVersion: 'stable',
        skipForwardLength: '30000',
        skipBackLength: '10000',
        enableNextVideoInfoOverlay: 'False',
        tvhome: null,
        dashboardTheme: null,
      },
      ScrollDirection: 'Horizontal',
      ShowBackdrop: true,
      RememberSorting: false,
      SortOrder: 'Ascending',
      ShowSidebar: false,
      Client: query.text('client') ?? '',
    }),
  ),
];
