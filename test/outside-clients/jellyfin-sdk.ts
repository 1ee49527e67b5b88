import * as library from '@jellyfin/sdk';
import * as groups from '@jellyfin/sdk/lib/utils/api/index.js';

/**
 * The part of @jellyfin/sdk that is run here, typed by hand: its declarations import each other without file endings, so
 * that a compiler which follows Node's rules finds none of the generated methods.
 */
export interface Sdk {
  readonly discovery: {
    getRecommendedServerCandidates(input: string): Promise<readonly ServerScore[]>;
    findBestServer(servers: readonly ServerScore[]): ServerScore | undefined;
  };
  createApi(basePath: string, accessToken?: string): Api;
}

export interface ServerScore {
  readonly address: string;
  /** -1 bad, 0 ok, 1 good, 2 great. */
  readonly score: number;
  readonly issues: readonly object[];
  readonly systemInfo?: Data;
}

export interface Api {
  readonly accessToken: string;
  /** Opens the socket, once. @returns ends the subscription */
  subscribe(types: readonly string[], onMessage: (message: { readonly Data?: unknown }) => void): () => void;
  update(data: { readonly accessToken: string }): void;
}

/** An item, a session, a user or a list of them: what the tests read of any answer. */
export interface Data {
  readonly [property: string]: unknown;
  readonly Id?: string;
  readonly Name?: string;
  readonly Type?: string;
  readonly Version?: string;
  readonly Items?: readonly Data[];
  readonly SearchHints?: readonly Data[];
  readonly People?: readonly Data[];
  readonly MediaSources?: readonly Data[];
  readonly MediaStreams?: readonly Data[];
  readonly Policy?: Data;
}

export interface Reply<T> {
  readonly status: number;
  readonly data: T;
}

type Group<Name extends string, T = Data> = Readonly<
  Record<Name, (parameters?: Readonly<Record<string, unknown>>) => Promise<Reply<T>>>
>;

export interface Groups {
  readonly authentication: Group<
    | 'authenticateUserByName'
    | 'authenticateWithQuickConnect'
    | 'authorizeQuickConnect'
    | 'createKey'
    | 'getKeys'
    | 'getQuickConnectEnabled'
    | 'getQuickConnectState'
    | 'initiateQuickConnect'
    | 'revokeKey'
  >;
  readonly branding: Group<'getBrandingOptions'>;
  readonly image: Group<'headItemImage'> & {
    getItemImageUrl(item: Data, type: string, parameters: object): string | undefined;
    getItemBackdropImageUrls(item: Data): readonly string[];
  };
  readonly library: Group<'getItem' | 'getItemCounts' | 'getItems' | 'getResumeItems' | 'getRootFolder'> &
    Group<'getAncestors' | 'getLatestMedia', readonly Data[]>;
  readonly search: Group<'getSearchHints'>;
  readonly session: Group<
    | 'pingPlaybackSession'
    | 'postFullCapabilities'
    | 'reportPlaybackProgress'
    | 'reportPlaybackStart'
    | 'reportPlaybackStopped'
    | 'reportSessionEnded'
  > &
    Group<'getSessions', readonly Data[]>;
  readonly show: Group<'getEpisodes' | 'getNextUp' | 'getSeasons'>;
  readonly system: Group<
    'getEndpointInfo' | 'getPingSystem' | 'getPublicSystemInfo' | 'getSystemInfo' | 'postPingSystem'
  >;
  readonly user: Group<'getCurrentUser' | 'getUserById'> & Group<'getPublicUsers' | 'getUsers', readonly Data[]>;
  readonly userData: Group<
    | 'deleteUserItemRating'
    | 'getItemUserData'
    | 'markFavoriteItem'
    | 'markPlayedItem'
    | 'markUnplayedItem'
    | 'unmarkFavoriteItem'
    | 'updateItemUserData'
    | 'updateUserItemRating'
  >;
  readonly userView: Group<'getUserViews'>;
}

/** @param id of the device */
export function sdkFor(id: string): Sdk {
  const { Jellyfin } = library as unknown as { Jellyfin: new (options: object) => Sdk };
  return new Jellyfin({
    clientInfo: { name: 'Outside Client', version: '1.2.3' },
    // A blank and a letter beyond ASCII: the library percent-encodes both.
    deviceInfo: { name: 'Kjøkken tablet', id, languages: ['nb-NO', 'en'] },
  });
}

/** The call groups of one client. */
export function groupsOf(api: Api): Groups {
  const make = groups as unknown as Record<`get${Capitalize<keyof Groups>}Api`, (api: Api) => never>;
  return {
    // Made anew each time: it holds the token that the client had when it was made.
    get authentication() {
      return make.getAuthenticationApi(api);
    },
    get branding() {
      return make.getBrandingApi(api);
    },
    get image() {
      return make.getImageApi(api);
    },
    get library() {
      return make.getLibraryApi(api);
    },
    get search() {
      return make.getSearchApi(api);
    },
    get session() {
      return make.getSessionApi(api);
    },
    get show() {
      return make.getShowApi(api);
    },
    get system() {
      return make.getSystemApi(api);
    },
    get user() {
      return make.getUserApi(api);
    },
    get userData() {
      return make.getUserDataApi(api);
    },
    get userView() {
      return make.getUserViewApi(api);
    },
  };
}
