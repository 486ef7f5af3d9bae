<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>About UsageTracker</source>
        <translation>Über UsageTracker</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Data folder: {folder}</source>
        <translation>Datenordner: {folder}</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Made with Qt {version}, which is under the LGPL.</source>
        <translation>Mit Qt {version} gemacht, das unter der LGPL steht.</translation>
    </message>
    <message>
        <source>Newer versions are looked for once a day; nothing is known yet.</source>
        <translation>Neue Versionen werden einmal am Tag gesucht; noch ist nichts bekannt.</translation>
    </message>
    <message>
        <source>Nobody looks for newer versions: USAGE_TRACKER_OFFLINE is set.</source>
        <translation>Nach neuen Versionen sieht niemand: USAGE_TRACKER_OFFLINE ist gesetzt.</translation>
    </message>
    <message>
        <source>Nobody looks for newer versions: that is switched off in the settings.</source>
        <translation>Nach neuen Versionen sieht niemand: das ist in den Einstellungen ausgeschaltet.</translation>
    </message>
    <message>
        <source>Nobody looks for newer versions: this build has no release feed. The settings can name one.</source>
        <translation>Nach neuen Versionen sieht niemand: dieses Programm hat keinen Versions-Feed. Die Einstellungen können einen nennen.</translation>
    </message>
    <message>
        <source>Open data folder</source>
        <translation>Datenordner öffnen</translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation>Ihre Seite öffnen</translation>
    </message>
    <message>
        <source>This is the newest version: looked on {day}.</source>
        <translation>Das ist die neueste Version: nachgesehen am {day}.</translation>
    </message>
    <message>
        <source>Version {version} of {day} is there.</source>
        <translation>Version {version} vom {day} ist da.</translation>
    </message>
    <message>
        <source>What your LLM API keys use and cost, while it happens.</source>
        <translation>Was Ihre LLM-API-Schlüssel nutzen und kosten, während es geschieht.</translation>
    </message>
    <message>
        <source>Whether there is a newer version is not known.</source>
        <translation>Ob es eine neue Version gibt, ist nicht bekannt.</translation>
    </message>
</context>
<context>
    <name>AccountCards</name>
    <message>
        <source>Add usage</source>
        <translation>Nutzung eintragen</translation>
    </message>
    <message numerus="yes">
        <source>All {n} accounts</source>
        <comment>The account</comment>
        <translation>
            <numerusform>Das Konto</numerusform>
            <numerusform>Alle {n} Konten</numerusform>
        </translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>Von Hand</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Enter key</source>
        <translation>Eingeben</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>Monthly limit of {account}</source>
        <translation>Monatslimit von {account}</translation>
    </message>
    <message>
        <source>Near its limit</source>
        <translation>Nahe am Limit</translation>
    </message>
    <message>
        <source>Needs a key</source>
        <translation>Braucht Schlüssel</translation>
    </message>
    <message>
        <source>No usage this month</source>
        <translation>Keine Nutzung in diesem Monat</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>Over its limit</source>
        <translation>Über dem Limit</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>Stale</source>
        <translation>Veraltet</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>of {limit}</source>
        <translation>von {limit}</translation>
    </message>
    <message>
        <source>this month</source>
        <translation>diesen Monat</translation>
    </message>
    <message>
        <source>{left} of {quota} requests left</source>
        <translation>{left} von {quota} Anfragen übrig</translation>
    </message>
    <message>
        <source>{left} of {quota} tokens left</source>
        <translation>{left} von {quota} Tokens übrig</translation>
    </message>
    <message>
        <source>{price} a month</source>
        <translation>{price} im Monat</translation>
    </message>
    <message>
        <source>{today} tokens today, {month} this month</source>
        <translation>{today} Tokens heute, {month} diesen Monat</translation>
    </message>
</context>
<context>
    <name>AccountDeletion</name>
    <message>
        <source>All of its usage, costs and alerts in this app&apos;s history</source>
        <translation>Alle Nutzung, Kosten und Alarme im Verlauf dieser App</translation>
    </message>
    <message>
        <source>Delete account and history</source>
        <translation>Konto und Verlauf löschen</translation>
    </message>
    <message>
        <source>Delete this account?</source>
        <translation>Dieses Konto löschen?</translation>
    </message>
    <message>
        <source>Delete “{name}”?</source>
        <translation>„{name}“ löschen?</translation>
    </message>
    <message>
        <source>Its admin key in the keychain of this computer</source>
        <translation>Der Admin-Schlüssel im Schlüsselbund dieses Computers</translation>
    </message>
    <message>
        <source>Its alerts, budgets, limits, own prices and plan, and the names of its keys</source>
        <translation>Seine Alarme, Budgets, Limits, eigenen Preise und sein Plan sowie die Namen seiner Schlüssel</translation>
    </message>
    <message>
        <source>Its place in the list; nothing was read yet</source>
        <translation>Der Platz in der Liste; gelesen wurde noch nichts</translation>
    </message>
    <message>
        <source>Its usage since {day}</source>
        <translation>Die Nutzung seit {day}</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Nothing changes at the service: its keys, its bills and its own records stay.</source>
        <translation>Beim Dienst ändert sich nichts: Schlüssel, Rechnungen und dessen eigene Daten bleiben.</translation>
    </message>
    <message>
        <source>This is lost:</source>
        <translation>Das geht verloren:</translation>
    </message>
</context>
<context>
    <name>AccountDetails</name>
    <message>
        <source>Add usage</source>
        <translation>Nutzung eintragen</translation>
    </message>
    <message>
        <source>As reports and alerts call it.</source>
        <translation>So heißt es in Berichten und Alarmen.</translation>
    </message>
    <message>
        <source>Delete this account</source>
        <translation>Dieses Konto löschen</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Drawn as a bar on its card.</source>
        <translation>Als Balken auf der Karte.</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>Monthly limit in US dollars</source>
        <translation>Monatslimit in US-Dollar</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of the account</source>
        <translation>Name des Kontos</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Kein Limit</translation>
    </message>
    <message>
        <source>Not taken: an account needs a name.</source>
        <translation>Nicht übernommen: Ein Konto braucht einen Namen.</translation>
    </message>
    <message>
        <source>Not taken: another account has this name.</source>
        <translation>Nicht übernommen: Ein anderes Konto heißt schon so.</translation>
    </message>
    <message>
        <source>Off: nothing is asked; what was read stays.</source>
        <translation>Aus: Es wird nichts abgefragt; Gelesenes bleibt.</translation>
    </message>
    <message>
        <source>Show its usage</source>
        <translation>Nutzung zeigen</translation>
    </message>
    <message>
        <source>US dollars a month</source>
        <translation>US-Dollar im Monat</translation>
    </message>
    <message>
        <source>Watch this account</source>
        <translation>Dieses Konto beobachten</translation>
    </message>
    <message>
        <source>Watching</source>
        <translation>Beobachtung</translation>
    </message>
    <message>
        <source>{state}, updated {ago}</source>
        <translation>{state}, aktualisiert {ago}</translation>
    </message>
</context>
<context>
    <name>AccountEntries</name>
    <message>
        <source>An entry is removed: {figures}.</source>
        <translation>Ein Eintrag ist entfernt: {figures}.</translation>
    </message>
    <message>
        <source>Edit the entry of {when}</source>
        <translation>Den Eintrag vom {when} bearbeiten</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>Remove the entry of {when}</source>
        <translation>Den Eintrag vom {when} entfernen</translation>
    </message>
    <message>
        <source>The last ones that were entered, imported or told by programs.</source>
        <translation>Die letzten, die eingegeben, importiert oder von Programmen gemeldet wurden.</translation>
    </message>
    <message>
        <source>input {count}</source>
        <translation>Eingabe {count}</translation>
    </message>
    <message>
        <source>output {count}</source>
        <translation>Ausgabe {count}</translation>
    </message>
    <message>
        <source>requests {count}</source>
        <translation>Anfragen {count}</translation>
    </message>
</context>
<context>
    <name>AccountForm</name>
    <message>
        <source>Admin key</source>
        <translation>Admin-Schlüssel</translation>
    </message>
    <message>
        <source>Asking …</source>
        <translation>Wird abgefragt…</translation>
    </message>
    <message>
        <source>Choose keys by name</source>
        <translation>Schlüssel nach Namen wählen</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Every key</source>
        <translation>Alle Schlüssel</translation>
    </message>
    <message>
        <source>It works.</source>
        <translation>Es funktioniert.</translation>
    </message>
    <message>
        <source>Kept in the system&apos;s keychain, shown nowhere.</source>
        <translation>Liegt im Schlüsselbund des Systems, wird nirgends gezeigt.</translation>
    </message>
    <message>
        <source>Key IDs</source>
        <translation>Schlüssel-IDs</translation>
    </message>
    <message>
        <source>Saving …</source>
        <translation>Wird gespeichert…</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Test the connection</source>
        <translation>Verbindung testen</translation>
    </message>
    <message>
        <source>The API keys to watch; nothing: every key.</source>
        <translation>Die zu beobachtenden API-Schlüssel; leer: alle.</translation>
    </message>
    <message>
        <source>The new key is in the keychain; the next refresh uses it.</source>
        <translation>Der neue Schlüssel liegt im Schlüsselbund; die nächste Aktualisierung nutzt ihn.</translation>
    </message>
    <message>
        <source>This account has no keys yet.</source>
        <translation>Dieses Konto hat noch keine Schlüssel.</translation>
    </message>
</context>
<context>
    <name>AccountPlan</name>
    <message>
        <source>A fixed price a month, beside what is metered.</source>
        <translation>Ein fester Preis im Monat, neben dem, was gemessen wird.</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Hinzufügen …</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Edit the plan</source>
        <translation>Den Tarif bearbeiten</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Bearbeiten …</translation>
    </message>
    <message>
        <source>Empty: no limit, or unknown.</source>
        <translation>Leer: keine Grenze, oder unbekannt.</translation>
    </message>
    <message>
        <source>Metered, the same use would have cost {amount}</source>
        <translation>Gemessen hätte dieselbe Nutzung {amount} gekostet</translation>
    </message>
    <message>
        <source>Name of the plan</source>
        <translation>Name des Tarifs</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>Of the month; 31 is the last of any.</source>
        <translation>Des Monats; 31 ist der letzte jedes Monats.</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Tarif</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>Quota</source>
        <translation>Kontingent</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove the plan</source>
        <translation>Den Tarif entfernen</translation>
    </message>
    <message>
        <source>Reset day</source>
        <translation>Tag des Neubeginns</translation>
    </message>
    <message>
        <source>Save plan</source>
        <translation>Tarif speichern</translation>
    </message>
    <message>
        <source>Sessions at once</source>
        <translation>Sitzungen zugleich</translation>
    </message>
    <message>
        <source>US dollars a month</source>
        <translation>US-Dollar im Monat</translation>
    </message>
    <message>
        <source>Unit of the quota</source>
        <translation>Einheit des Kontingents</translation>
    </message>
    <message>
        <source>a name such as Plus</source>
        <translation>ein Name wie Plus</translation>
    </message>
    <message>
        <source>an amount such as 20; 0 for a free plan</source>
        <translation>ein Betrag wie 20; 0 für einen kostenlosen Tarif</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>{left} of {quota} {unit} left until {day}, {used} used</source>
        <translation>Noch {left} von {quota} {unit} bis {day}, {used} genutzt</translation>
    </message>
    <message>
        <source>{most} of {limit} sessions at once</source>
        <translation>{most} von {limit} Sitzungen zugleich</translation>
    </message>
    <message>
        <source>{plan}, {price} a month</source>
        <translation>{plan}, {price} im Monat</translation>
    </message>
    <message>
        <source>{used} {unit} since the last reset, until {day}</source>
        <translation>{used} {unit} seit dem letzten Neubeginn, bis {day}</translation>
    </message>
</context>
<context>
    <name>AccountPrices</name>
    <message>
        <source>A UTC day such as 2026-11-24; empty: always.</source>
        <translation>Ein UTC-Tag wie 2026-11-24; leer: immer.</translation>
    </message>
    <message>
        <source>A price of {model} is added.</source>
        <translation>Ein Preis von {model} ist eingetragen.</translation>
    </message>
    <message>
        <source>Add a price</source>
        <translation>Einen Preis eintragen</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Eintragen …</translation>
    </message>
    <message>
        <source>As published</source>
        <translation>Wie veröffentlicht</translation>
    </message>
    <message>
        <source>As the service calls it.</source>
        <translation>So heißt es beim Dienst.</translation>
    </message>
    <message>
        <source>Cache write</source>
        <translation>Cache-Schreiben</translation>
    </message>
    <message>
        <source>Cached input</source>
        <translation>Eingabe aus Cache</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Edit the price of {model}</source>
        <translation>Den Preis von {model} bearbeiten</translation>
    </message>
    <message>
        <source>Empty: at the price of input.</source>
        <translation>Leer: zum Preis der Eingabe.</translation>
    </message>
    <message>
        <source>Holds from</source>
        <translation>Gilt ab</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Of single models, for a million tokens, in place of the published ones.</source>
        <translation>Einzelner Modelle, je Million Tokens, statt der veröffentlichten.</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>Preise</translation>
    </message>
    <message>
        <source>Remove the price of {model}</source>
        <translation>Den Preis von {model} entfernen</translation>
    </message>
    <message>
        <source>Save price</source>
        <translation>Preis speichern</translation>
    </message>
    <message>
        <source>The price of {model} is changed.</source>
        <translation>Der Preis von {model} ist geändert.</translation>
    </message>
    <message>
        <source>The price of {model} is removed.</source>
        <translation>Der Preis von {model} ist entfernt.</translation>
    </message>
    <message>
        <source>Tier of the price</source>
        <translation>Stufe des Preises</translation>
    </message>
    <message>
        <source>US dollars a million tokens</source>
        <translation>US-Dollar je Million Tokens</translation>
    </message>
    <message>
        <source>a model such as gpt-5.1</source>
        <translation>ein Modell wie gpt-5.1</translation>
    </message>
    <message>
        <source>an amount such as 1.25; 0 is free. Input or output is needed</source>
        <translation>ein Betrag wie 1,25; 0 ist kostenlos. Eingabe oder Ausgabe ist nötig</translation>
    </message>
    <message>
        <source>cache write {price}</source>
        <translation>Cache-Schreiben {price}</translation>
    </message>
    <message>
        <source>cached {price}</source>
        <translation>Cache {price}</translation>
    </message>
    <message>
        <source>from {day}</source>
        <translation>ab {day}</translation>
    </message>
    <message>
        <source>input {price}</source>
        <translation>Eingabe {price}</translation>
    </message>
    <message>
        <source>output {price}</source>
        <translation>Ausgabe {price}</translation>
    </message>
</context>
<context>
    <name>AccountSettings</name>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Add an account</source>
        <translation>Konto hinzufügen</translation>
    </message>
    <message>
        <source>An account is one organization at one service.</source>
        <translation>Ein Konto ist eine Organisation bei einem Dienst.</translation>
    </message>
    <message>
        <source>Needs an admin key.</source>
        <translation>Braucht einen Admin-Schlüssel.</translation>
    </message>
    <message>
        <source>No account yet</source>
        <translation>Noch kein Konto</translation>
    </message>
</context>
<context>
    <name>AccountsPage</name>
    <message>
        <source>Accounts</source>
        <translation>Konten</translation>
    </message>
    <message>
        <source>Add account</source>
        <translation>Konto hinzufügen</translation>
    </message>
    <message>
        <source>An account is one organization at one service. With its admin key you see what each of its keys uses.</source>
        <translation>Ein Konto ist eine Organisation bei einem Dienst. Mit ihrem Admin-Schlüssel ist zu sehen, was jeder ihrer Schlüssel nutzt.</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>No account yet</source>
        <translation>Noch kein Konto</translation>
    </message>
    <message>
        <source>No changes yet</source>
        <translation>Noch keine Änderungen</translation>
    </message>
    <message>
        <source>What to list</source>
        <translation>Was aufgelistet wird</translation>
    </message>
    <message>
        <source>Whatever is done to an account will be listed here, with the time.</source>
        <translation>Was mit einem Konto geschieht, steht hier mit der Zeit.</translation>
    </message>
    <message>
        <source>{count} of {most}</source>
        <translation>{count} von {most}</translation>
    </message>
</context>
<context>
    <name>AddAccount</name>
    <message>
        <source>Add account</source>
        <translation>Konto hinzufügen</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Address of the service</source>
        <translation>Adresse des Dienstes</translation>
    </message>
    <message>
        <source>Admin key</source>
        <translation>Admin-Schlüssel</translation>
    </message>
    <message>
        <source>An account needs a name.</source>
        <translation>Ein Konto braucht einen Namen.</translation>
    </message>
    <message>
        <source>An admin key goes over https only: change http:// to https:// in the address.</source>
        <translation>Ein Admin-Schlüssel geht nur über https: In der Adresse http:// durch https:// ersetzen.</translation>
    </message>
    <message>
        <source>Another account has this name.</source>
        <translation>Ein anderes Konto heißt schon so.</translation>
    </message>
    <message>
        <source>Asking the service</source>
        <translation>Der Dienst wird gefragt</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>How to get one</source>
        <translation>Woher man einen bekommt</translation>
    </message>
    <message>
        <source>It goes to the system&apos;s keychain, and from there to this address only.</source>
        <translation>Er kommt in den Schlüsselbund des Systems und von dort nur zu dieser Adresse.</translation>
    </message>
    <message numerus="yes">
        <source>It works: {n} keys found.</source>
        <comment>It works: 1 key found.</comment>
        <translation>
            <numerusform>Es funktioniert: 1 Schlüssel gefunden.</numerusform>
            <numerusform>Es funktioniert: {n} Schlüssel gefunden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Its admin key</source>
        <translation>Der Admin-Schlüssel</translation>
    </message>
    <message>
        <source>Its name</source>
        <translation>Der Name</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of the account</source>
        <translation>Name des Kontos</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>Dienste</translation>
    </message>
    <message>
        <source>Step {step} of {steps}</source>
        <translation>Schritt {step} von {steps}</translation>
    </message>
    <message>
        <source>The address does not look like https://api.example.com/v1.</source>
        <translation>Die Adresse sieht nicht aus wie https://api.example.com/v1.</translation>
    </message>
    <message>
        <source>Tick the keys to watch, or none to watch every key.</source>
        <translation>Zu beobachtende Schlüssel ankreuzen; ohne Kreuz sind es alle.</translation>
    </message>
    <message>
        <source>Which keys?</source>
        <translation>Welche Schlüssel?</translation>
    </message>
    <message>
        <source>Which service?</source>
        <translation>Welcher Dienst?</translation>
    </message>
    <message>
        <source>keys by name</source>
        <translation>Schlüssel mit Namen</translation>
    </message>
    <message>
        <source>projects</source>
        <translation>Projekte</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>the tier</source>
        <translation>die Tarifstufe</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>what it bills</source>
        <translation>was er abrechnet</translation>
    </message>
    <message>
        <source>{first} and {last}</source>
        <translation>{first} und {last}</translation>
    </message>
    <message>
        <source>{service} has no usage API: its usage is followed by hand or by import, without a key.</source>
        <translation>{service} hat keine Nutzungs-API: Die Nutzung wird von Hand oder per Import verfolgt, ohne Schlüssel.</translation>
    </message>
    <message>
        <source>{service} tells {words}.</source>
        <translation>{service} meldet {words}.</translation>
    </message>
</context>
<context>
    <name>Age</name>
    <message>
        <source>{age} ago</source>
        <translation>vor {age}</translation>
    </message>
</context>
<context>
    <name>AlertBanner</name>
    <message>
        <source>Alert: {what}</source>
        <translation>Alarm: {what}</translation>
    </message>
    <message>
        <source>Mark all alerts as seen</source>
        <translation>Alle Alarme als gesehen markieren</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show the alert&apos;s key</source>
        <translation>Den Schlüssel des Alarms zeigen</translation>
    </message>
    <message>
        <source>Snooze</source>
        <translation>Stummschalten</translation>
    </message>
    <message>
        <source>Snooze this alert</source>
        <translation>Diesen Alarm stummschalten</translation>
    </message>
    <message>
        <source>Stay silent about this for an hour</source>
        <translation>Eine Stunde lang nicht mehr melden</translation>
    </message>
    <message numerus="yes">
        <source>{n} more</source>
        <comment>1 more</comment>
        <translation>
            <numerusform>1 weiterer</numerusform>
            <numerusform>{n} weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AlertChannels</name>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add the channel</source>
        <translation>Den Kanal hinzufügen</translation>
    </message>
    <message>
        <source>Address of the channel</source>
        <translation>Adresse des Kanals</translation>
    </message>
    <message>
        <source>Another channel has this name.</source>
        <translation>Ein anderer Kanal heißt schon so.</translation>
    </message>
    <message>
        <source>At once</source>
        <translation>Sofort</translation>
    </message>
    <message>
        <source>Daily</source>
        <translation>Täglich</translation>
    </message>
    <message>
        <source>Give it a name first, then paste the address again.</source>
        <translation>Erst einen Namen geben, dann die Adresse erneut einfügen.</translation>
    </message>
    <message>
        <source>Hourly</source>
        <translation>Stündlich</translation>
    </message>
    <message>
        <source>How often {channel} is used</source>
        <translation>Wie oft {channel} genutzt wird</translation>
    </message>
    <message>
        <source>Name of the channel</source>
        <translation>Name des Kanals</translation>
    </message>
    <message>
        <source>Name, such as team</source>
        <translation>Name, etwa Team</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove {channel}</source>
        <translation>{channel} entfernen</translation>
    </message>
    <message>
        <source>Send a test</source>
        <translation>Test senden</translation>
    </message>
    <message>
        <source>Send a test to {channel}</source>
        <translation>Test an {channel} senden</translation>
    </message>
    <message>
        <source>Send alerts to</source>
        <translation>Alarme senden an</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>Wird gesendet…</translation>
    </message>
    <message>
        <source>https://… for a webhook or Slack, mailtos://USER:PASSWORD@HOST?to=… for e-mail. Kept in the keychain.</source>
        <translation>https://… für Webhook oder Slack, mailtos://USER:PASSWORD@HOST?to=… für E-Mail. Liegt im Schlüsselbund.</translation>
    </message>
</context>
<context>
    <name>Alerts</name>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>Cost over its threshold</source>
        <translation>Kosten über der Schwelle</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>Kritisch</translation>
    </message>
    <message>
        <source>Request spike</source>
        <translation>Anfragenspitze</translation>
    </message>
    <message>
        <source>Service down</source>
        <translation>Dienst gestört</translation>
    </message>
    <message>
        <source>The budget {who} is used up: {value} of {limit}</source>
        <translation>Das Budget {who} ist aufgebraucht: {value} von {limit}</translation>
    </message>
    <message>
        <source>The budget {who} nears its limit: {value} spent, warned from {limit}</source>
        <translation>Das Budget {who} nähert sich dem Limit: {value} ausgegeben, Warnung ab {limit}</translation>
    </message>
    <message>
        <source>The day has cost {value}, limit {limit}</source>
        <translation>Der Tag hat {value} gekostet, Limit {limit}</translation>
    </message>
    <message>
        <source>Token spike</source>
        <translation>Tokenspitze</translation>
    </message>
    <message>
        <source>Unusual use</source>
        <translation>Ungewöhnliche Nutzung</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>read</source>
        <translation>gelesen</translation>
    </message>
    <message>
        <source>unread</source>
        <translation>ungelesen</translation>
    </message>
    <message>
        <source>{model} on {key}</source>
        <translation>{model} mit {key}</translation>
    </message>
    <message>
        <source>{who} has not answered for {value}</source>
        <translation>{who} antwortet seit {value} nicht</translation>
    </message>
    <message>
        <source>{who} made {value} requests/min, limit {limit}</source>
        <translation>{who}: {value} Anfragen/min, Limit {limit}</translation>
    </message>
    <message>
        <source>{who} used {value} tokens in an hour, unusual above {limit}</source>
        <translation>{who}: {value} Tokens in einer Stunde, ungewöhnlich ab {limit}</translation>
    </message>
    <message>
        <source>{who} used {value} tokens/min, limit {limit}</source>
        <translation>{who}: {value} Tokens/min, Limit {limit}</translation>
    </message>
    <message>
        <source>“{key}”</source>
        <translation>„{key}“</translation>
    </message>
</context>
<context>
    <name>AlertsPage</name>
    <message>
        <source>Alerts</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Alerts to list</source>
        <translation>Welche Alarme</translation>
    </message>
    <message>
        <source>Alerts, newest first</source>
        <translation>Alarme, neueste zuerst</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>All alerts have been read. They stay under All for 30 days.</source>
        <translation>Alle Alarme sind gelesen. Sie bleiben 30 Tage unter Alle.</translation>
    </message>
    <message>
        <source>Budgets</source>
        <translation>Budgets</translation>
    </message>
    <message>
        <source>For 1 hour</source>
        <translation>Für 1 Stunde</translation>
    </message>
    <message>
        <source>For 7 days</source>
        <translation>Für 7 Tage</translation>
    </message>
    <message>
        <source>For 8 hours</source>
        <translation>Für 8 Stunden</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Limits</translation>
    </message>
    <message>
        <source>Mark all as read</source>
        <translation>Alle gelesen</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>Mark every alert as read</source>
        <translation>Jeden Alarm als gelesen markieren</translation>
    </message>
    <message>
        <source>Mark the chosen alerts as read (Delete)</source>
        <translation>Gewählte Alarme als gelesen markieren (Entf)</translation>
    </message>
    <message numerus="yes">
        <source>Mark {n} alerts as read (Delete)</source>
        <comment>Mark 1 alert as read (Delete)</comment>
        <translation>
            <numerusform>1 Alarm als gelesen markieren (Entf)</numerusform>
            <numerusform>{n} Alarme als gelesen markieren (Entf)</numerusform>
        </translation>
    </message>
    <message>
        <source>No alerts</source>
        <translation>Keine Alarme</translation>
    </message>
    <message>
        <source>No such alert about this key for a while</source>
        <translation>Eine Weile kein solcher Alarm zu diesem Schlüssel</translation>
    </message>
    <message>
        <source>Nothing unread</source>
        <translation>Nichts ungelesen</translation>
    </message>
    <message>
        <source>Set limits</source>
        <translation>Limits setzen</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show the alert&apos;s key in the window (Enter)</source>
        <translation>Den Schlüssel des Alarms im Fenster zeigen (Enter)</translation>
    </message>
    <message>
        <source>Snooze</source>
        <translation>Stummschalten</translation>
    </message>
    <message>
        <source>Snoozed</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>Ungelesen</translation>
    </message>
    <message>
        <source>What to show</source>
        <translation>Was gezeigt wird</translation>
    </message>
    <message>
        <source>When a key spikes or a limit is passed, it will be listed here and told by a notification.</source>
        <translation>Hat ein Schlüssel eine Spitze oder wird ein Limit überschritten, steht es hier und kommt als Meldung.</translation>
    </message>
    <message numerus="yes">
        <source>{n} unread</source>
        <comment>{n} unread</comment>
        <translation>
            <numerusform>{n} ungelesen</numerusform>
            <numerusform>{n} ungelesen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Amounts</name>
    <message>
        <source>at least {amount}</source>
        <translation>mindestens {amount}</translation>
    </message>
    <message>
        <source>not reported</source>
        <translation>nicht mitgeteilt</translation>
    </message>
</context>
<context>
    <name>BudgetForm</name>
    <message>
        <source>% of it, and at the limit</source>
        <translation>% davon und am Limit</translation>
    </message>
    <message>
        <source>All spending, or one part of it.</source>
        <translation>Alle Ausgaben oder ein Teil davon.</translation>
    </message>
    <message>
        <source>Any list of per cents, such as 50; 80; 95.</source>
        <translation>Beliebige Prozente, etwa 50; 80; 95.</translation>
    </message>
    <message>
        <source>As alerts call it.</source>
        <translation>So heißt es in Alarmen.</translation>
    </message>
    <message>
        <source>Budget “{name}”</source>
        <translation>Budget „{name}“</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>Zählt</translation>
    </message>
    <message>
        <source>Daily</source>
        <translation>Täglich</translation>
    </message>
    <message>
        <source>Days and weeks begin at midnight of your time zone, weeks on Monday.</source>
        <translation>Tage und Wochen beginnen um Mitternacht Ihrer Zeitzone, Wochen am Montag.</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>Monthly</source>
        <translation>Monatlich</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>New budget</source>
        <translation>Neues Budget</translation>
    </message>
    <message>
        <source>Not taken: another budget has this name.</source>
        <translation>Nicht übernommen: Ein anderes Budget heißt schon so.</translation>
    </message>
    <message>
        <source>Period of the budget</source>
        <translation>Zeitraum des Budgets</translation>
    </message>
    <message>
        <source>US dollars</source>
        <translation>US-Dollar</translation>
    </message>
    <message>
        <source>Warn at</source>
        <translation>Warnen bei</translation>
    </message>
    <message>
        <source>Weekly</source>
        <translation>Wöchentlich</translation>
    </message>
    <message>
        <source>a day</source>
        <translation>am Tag</translation>
    </message>
    <message>
        <source>a month</source>
        <translation>im Monat</translation>
    </message>
    <message>
        <source>a name such as Monthly</source>
        <translation>ein Name wie Monatlich</translation>
    </message>
    <message>
        <source>a week</source>
        <translation>in der Woche</translation>
    </message>
    <message>
        <source>an amount above 0 such as 25.50</source>
        <translation>ein Betrag über 0, etwa 25,50</translation>
    </message>
    <message>
        <source>{period}, {part}</source>
        <translation>{period}, {part}</translation>
    </message>
</context>
<context>
    <name>Budgets</name>
    <message>
        <source>% of it</source>
        <translation>% davon</translation>
    </message>
    <message>
        <source>A budget is a limit for a day, a week or a month. It warns you before it is used up, and says what is safe to spend today.</source>
        <translation>Ein Budget ist ein Limit für einen Tag, eine Woche oder einen Monat. Es warnt, bevor es verbraucht ist, und sagt, was heute noch möglich ist.</translation>
    </message>
    <message>
        <source>A limit above 0, and per cent from 1 to 100.</source>
        <translation>Ein Limit über 0 und Prozent von 1 bis 100.</translation>
    </message>
    <message>
        <source>Account {name}</source>
        <translation>Konto {name}</translation>
    </message>
    <message>
        <source>Add budget</source>
        <translation>Budget hinzufügen</translation>
    </message>
    <message>
        <source>All budgets</source>
        <translation>Alle Budgets</translation>
    </message>
    <message>
        <source>Dollars a month</source>
        <translation>Dollar im Monat</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Edit the budget “{name}”</source>
        <translation>Das Budget „{name}“ bearbeiten</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Expected at its end: {amount}, {low} to {high} ({confidence}).</source>
        <translation>Am Ende voraussichtlich {amount}, {low} bis {high} ({confidence}).</translation>
    </message>
    <message>
        <source>Key {name}</source>
        <translation>Schlüssel {name}</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>Model {name}</source>
        <translation>Modell {name}</translation>
    </message>
    <message>
        <source>Monthly budget</source>
        <translation>Monatsbudget</translation>
    </message>
    <message>
        <source>No budget yet</source>
        <translation>Noch kein Budget</translation>
    </message>
    <message>
        <source>No forecast yet: nothing of it has a price.</source>
        <translation>Noch keine Prognose: Nichts davon hat einen Preis.</translation>
    </message>
    <message>
        <source>Nothing more is safe today.</source>
        <translation>Heute ist nichts mehr möglich.</translation>
    </message>
    <message>
        <source>Project {name}</source>
        <translation>Projekt {name}</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove the budget “{name}”</source>
        <translation>Das Budget „{name}“ entfernen</translation>
    </message>
    <message>
        <source>Remove the monthly budget</source>
        <translation>Das Monatsbudget entfernen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Service {name}</source>
        <translation>Dienst {name}</translation>
    </message>
    <message>
        <source>The budget “{name}” is added.</source>
        <translation>Das Budget „{name}“ ist angelegt.</translation>
    </message>
    <message>
        <source>The budget “{name}” is changed.</source>
        <translation>Das Budget „{name}“ ist geändert.</translation>
    </message>
    <message>
        <source>The budget “{name}” is removed.</source>
        <translation>Das Budget „{name}“ ist entfernt.</translation>
    </message>
    <message>
        <source>US dollars</source>
        <translation>US-Dollar</translation>
    </message>
    <message>
        <source>Warn at</source>
        <translation>Warnen bei</translation>
    </message>
    <message>
        <source>Warn at per cent</source>
        <translation>Warnen bei Prozent</translation>
    </message>
    <message>
        <source>a day</source>
        <translation>am Tag</translation>
    </message>
    <message>
        <source>a month</source>
        <translation>im Monat</translation>
    </message>
    <message>
        <source>a week</source>
        <translation>in der Woche</translation>
    </message>
    <message>
        <source>at least</source>
        <translation>mindestens</translation>
    </message>
    <message>
        <source>high confidence</source>
        <translation>hohe Sicherheit</translation>
    </message>
    <message>
        <source>low confidence</source>
        <translation>geringe Sicherheit</translation>
    </message>
    <message>
        <source>medium confidence</source>
        <translation>mittlere Sicherheit</translation>
    </message>
    <message>
        <source>{amount} left</source>
        <translation>{amount} übrig</translation>
    </message>
    <message>
        <source>{amount} more is safe today.</source>
        <translation>Heute noch {amount} möglich.</translation>
    </message>
    <message>
        <source>{amount} over the limit</source>
        <translation>{amount} über dem Limit</translation>
    </message>
    <message>
        <source>{share} of {limit}</source>
        <translation>{share} von {limit}</translation>
    </message>
    <message>
        <source>{share} spent</source>
        <translation>{share} ausgegeben</translation>
    </message>
    <message>
        <source>{spent} of {limit} {period}</source>
        <translation>{spent} von {limit} {period}</translation>
    </message>
    <message>
        <source>{spent} of {limit} {period}, {share}</source>
        <translation>{spent} von {limit} {period}, {share}</translation>
    </message>
    <message>
        <source>{what}; warns at {shares}</source>
        <translation>{what}; warnt bei {shares}</translation>
    </message>
</context>
<context>
    <name>Change</name>
    <message>
        <source>over 10 × {day}</source>
        <translation>über 10 × {day}</translation>
    </message>
    <message>
        <source>{change} % vs {day}</source>
        <translation>{change} % ggü. {day}</translation>
    </message>
</context>
<context>
    <name>ChangeLog</name>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Changes of accounts, newest first</source>
        <translation>Änderungen der Konten, neueste zuerst</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Einzelheit</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>added</source>
        <translation>hinzugefügt</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>ausgeschaltet</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>enabled</source>
        <translation>eingeschaltet</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>entfernt</translation>
    </message>
    <message>
        <source>rotated</source>
        <translation>Schlüssel getauscht</translation>
    </message>
</context>
<context>
    <name>Charts</name>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>As soon as a watched key is used, its usage over time will be here.</source>
        <translation>Sobald ein beobachteter Schlüssel genutzt wird, steht sein Verlauf hier.</translation>
    </message>
    <message>
        <source>Budget per day</source>
        <translation>Budget pro Tag</translation>
    </message>
    <message>
        <source>Budget per month</source>
        <translation>Budget pro Monat</translation>
    </message>
    <message>
        <source>Budget per week</source>
        <translation>Budget pro Woche</translation>
    </message>
    <message>
        <source>Chart of usage over time</source>
        <translation>Diagramm der Nutzung im Zeitverlauf</translation>
    </message>
    <message>
        <source>Choose a shorter period</source>
        <translation>Einen kürzeren Zeitraum wählen</translation>
    </message>
    <message>
        <source>Figures of the chart</source>
        <translation>Zahlen des Diagramms</translation>
    </message>
    <message>
        <source>How wide a step is</source>
        <translation>Wie breit ein Schritt ist</translation>
    </message>
    <message>
        <source>Input and output</source>
        <translation>Ein- und Ausgabe</translation>
    </message>
    <message>
        <source>It needs usage by the hour, which is shown for periods of up to four months.</source>
        <translation>Dafür braucht es stündliche Nutzung; die gibt es für Zeiträume bis zu vier Monaten.</translation>
    </message>
    <message>
        <source>No usage in 30 days</source>
        <translation>Keine Nutzung in 30 Tagen</translation>
    </message>
    <message>
        <source>No usage in this period</source>
        <translation>Keine Nutzung in diesem Zeitraum</translation>
    </message>
    <message>
        <source>Nothing read yet</source>
        <translation>Noch nichts gelesen</translation>
    </message>
    <message>
        <source>Over time</source>
        <translation>Zeitverlauf</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG-Bild (*.png)</translation>
    </message>
    <message>
        <source>Period before</source>
        <translation>Zeitraum davor</translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation>SVG-Zeichnung (*.svg)</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save the chart</source>
        <translation>Diagramm speichern</translation>
    </message>
    <message>
        <source>Save the chart as PNG or SVG</source>
        <translation>Das Diagramm als PNG oder SVG speichern</translation>
    </message>
    <message>
        <source>Show 30 days</source>
        <translation>30 Tage zeigen</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Show the figures as a table</source>
        <translation>Die Zahlen als Tabelle zeigen</translation>
    </message>
    <message>
        <source>Show the whole period again (Home)</source>
        <translation>Wieder den ganzen Zeitraum zeigen (Pos1)</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>The chart could not be saved as {file}. Choose another folder.</source>
        <translation>Das Diagramm konnte nicht als {file} gespeichert werden. Einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>This day is not over yet.</source>
        <translation>Dieser Tag ist noch nicht vorbei.</translation>
    </message>
    <message>
        <source>This hour is not over yet.</source>
        <translation>Diese Stunde ist noch nicht vorbei.</translation>
    </message>
    <message>
        <source>This minute is not over yet.</source>
        <translation>Diese Minute ist noch nicht vorbei.</translation>
    </message>
    <message>
        <source>This month is not over yet.</source>
        <translation>Dieser Monat ist noch nicht vorbei.</translation>
    </message>
    <message>
        <source>This time has not been read yet.</source>
        <translation>Diese Zeit wurde noch nicht gelesen.</translation>
    </message>
    <message>
        <source>This week is not over yet.</source>
        <translation>Diese Woche ist noch nicht vorbei.</translation>
    </message>
    <message>
        <source>Usage over time will be here after the first answer.</source>
        <translation>Die Nutzung im Zeitverlauf steht hier nach der ersten Antwort.</translation>
    </message>
    <message>
        <source>Usage over time will be here. There may be some further back.</source>
        <translation>Hier steht die Nutzung im Zeitverlauf. Weiter zurück gibt es vielleicht welche.</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>Weekday and hour</source>
        <translation>Wochentag und Stunde</translation>
    </message>
    <message>
        <source>What if</source>
        <translation>Was wäre, wenn</translation>
    </message>
    <message>
        <source>What the chart shows</source>
        <translation>Was das Diagramm zeigt</translation>
    </message>
    <message>
        <source>What the colors stand for</source>
        <translation>Wofür die Farben stehen</translation>
    </message>
    <message>
        <source>What the page shows</source>
        <translation>Was die Seite zeigt</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>budget {amount}</source>
        <translation>Budget {amount}</translation>
    </message>
    <message>
        <source>by key</source>
        <translation>nach Schlüssel</translation>
    </message>
    <message>
        <source>by model</source>
        <translation>nach Modell</translation>
    </message>
    <message>
        <source>by project</source>
        <translation>nach Projekt</translation>
    </message>
    <message>
        <source>by service</source>
        <translation>nach Dienst</translation>
    </message>
    <message>
        <source>by tier</source>
        <translation>nach Tarifstufe</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>per day</source>
        <translation>pro Tag</translation>
    </message>
    <message>
        <source>per hour</source>
        <translation>pro Stunde</translation>
    </message>
    <message>
        <source>per minute</source>
        <translation>pro Minute</translation>
    </message>
    <message>
        <source>per month</source>
        <translation>pro Monat</translation>
    </message>
    <message>
        <source>per week</source>
        <translation>pro Woche</translation>
    </message>
    <message numerus="yes">
        <source>{amount} in {n} steps, most of it {largest}. The table has all figures.</source>
        <comment>{amount} in one step, most of it {largest}. The table has all figures.</comment>
        <translation>
            <numerusform>{amount} in einem Schritt, das meiste davon {largest}. Die Tabelle hat alle Zahlen.</numerusform>
            <numerusform>{amount} in {n} Schritten, das meiste davon {largest}. Die Tabelle hat alle Zahlen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>▾ {n} alerts: click a mark to see it.</source>
        <comment>▾ 1 alert: click a mark to see it.</comment>
        <translation>
            <numerusform>▾ 1 Alarm: Klick auf die Marke zeigt ihn.</numerusform>
            <numerusform>▾ {n} Alarme: Klick auf eine Marke zeigt ihn.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Cost</name>
    <message>
        <source>A lower bound: some of it has no price</source>
        <translation>Eine Untergrenze: Ein Teil hat keinen Preis</translation>
    </message>
    <message>
        <source>An estimate</source>
        <translation>Eine Schätzung</translation>
    </message>
    <message>
        <source>As the service reported it</source>
        <translation>Wie vom Dienst gemeldet</translation>
    </message>
    <message>
        <source>No price is published for this</source>
        <translation>Dafür ist kein Preis veröffentlicht</translation>
    </message>
    <message numerus="yes">
        <source>{n} models have no price</source>
        <comment>1 model has no price</comment>
        <translation>
            <numerusform>1 Modell hat keinen Preis</numerusform>
            <numerusform>{n} Modelle haben keinen Preis</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} tokens have no price</source>
        <comment>1 token has no price</comment>
        <translation>
            <numerusform>1 Token hat keinen Preis</numerusform>
            <numerusform>{n} Tokens haben keinen Preis</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CostChart</name>
    <message>
        <source>No cost in this period</source>
        <translation>Keine Kosten in diesem Zeitraum</translation>
    </message>
    <message>
        <source>No usage</source>
        <translation>Keine Nutzung</translation>
    </message>
    <message numerus="yes">
        <source>{cost} in {n} steps: {parts}</source>
        <comment>{cost} in one step: {parts}</comment>
        <translation>
            <numerusform>{cost} in einem Schritt: {parts}</numerusform>
            <numerusform>{cost} in {n} Schritten: {parts}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>B</source>
        <translation>Mrd.</translation>
    </message>
    <message>
        <source>M</source>
        <translation>Mio.</translation>
    </message>
    <message>
        <source>at {rate}</source>
        <translation>zu {rate}</translation>
    </message>
    <message>
        <source>d</source>
        <translation>d</translation>
    </message>
    <message>
        <source>h</source>
        <translation>h</translation>
    </message>
    <message>
        <source>k</source>
        <translation>Tsd.</translation>
    </message>
    <message>
        <source>min</source>
        <translation>min</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>{converted} = {dollars} at {rate}</source>
        <translation>{converted} = {dollars} zu {rate}</translation>
    </message>
    <message>
        <source>{currency} at {rate} per US dollar</source>
        <translation>{currency} zu {rate} je US-Dollar</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>CSV table (*.csv)</source>
        <translation>CSV-Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Import usage</source>
        <translation>Nutzung importieren</translation>
    </message>
    <message>
        <source>JSON document (*.json)</source>
        <translation>JSON-Dokument (*.json)</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG-Bild (*.png)</translation>
    </message>
    <message>
        <source>Saved {file}</source>
        <translation>{file} gespeichert</translation>
    </message>
    <message>
        <source>There is nothing to export yet: wait for the first answer.</source>
        <translation>Es gibt noch nichts zu exportieren: die erste Antwort abwarten.</translation>
    </message>
    <message>
        <source>Usage (*.csv *.tsv *.txt *.json *.jsonl *.ndjson)</source>
        <translation>Nutzung (*.csv *.tsv *.txt *.json *.jsonl *.ndjson)</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>Webseite (*.html)</translation>
    </message>
    <message>
        <source>{file} can&apos;t be written: choose another folder.</source>
        <translation>{file} kann nicht geschrieben werden: einen anderen Ordner wählen.</translation>
    </message>
</context>
<context>
    <name>FirstRun</name>
    <message>
        <source>Admin key</source>
        <translation>Admin-Schlüssel</translation>
    </message>
    <message>
        <source>Asking {service}…</source>
        <translation>{service} wird gefragt…</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Connect a service</source>
        <translation>Einen Dienst verbinden</translation>
    </message>
    <message>
        <source>Connect {service}</source>
        <translation>{service} verbinden</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Wird verbunden</translation>
    </message>
    <message>
        <source>First run</source>
        <translation>Erster Start</translation>
    </message>
    <message>
        <source>Look at demo data instead</source>
        <translation>Stattdessen Demodaten ansehen</translation>
    </message>
    <message>
        <source>Pick the keys to watch</source>
        <translation>Zu beobachtende Schlüssel wählen</translation>
    </message>
    <message>
        <source>See what your keys cost</source>
        <translation>Was Ihre Schlüssel kosten</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Dienst</translation>
    </message>
    <message>
        <source>Start watching</source>
        <translation>Beobachtung starten</translation>
    </message>
    <message>
        <source>Testing the key…</source>
        <translation>Der Schlüssel wird getestet…</translation>
    </message>
    <message>
        <source>What each API key and model uses and costs, while it happens.
The figures stay on this computer.</source>
        <translation>Was jeder API-Schlüssel und jedes Modell nutzt und kostet, während es geschieht.
Die Zahlen bleiben auf diesem Computer.</translation>
    </message>
    <message>
        <source>Where to get one</source>
        <translation>Woher man einen bekommt</translation>
    </message>
</context>
<context>
    <name>GroupStrip</name>
    <message>
        <source>Drag a column&apos;s title here to group by it</source>
        <translation>Einen Spaltentitel hierher ziehen, um danach zu gruppieren</translation>
    </message>
    <message>
        <source>No longer group by {title}</source>
        <translation>Nicht mehr nach {title} gruppieren</translation>
    </message>
    <message>
        <source>What rows are grouped by</source>
        <translation>Wonach die Zeilen gruppiert sind</translation>
    </message>
</context>
<context>
    <name>HeatMap</name>
    <message>
        <source>Most: {cell}</source>
        <translation>Am meisten: {cell}</translation>
    </message>
    <message>
        <source>Usage by weekday and hour</source>
        <translation>Nutzung nach Wochentag und Stunde</translation>
    </message>
    <message>
        <source>less</source>
        <translation>weniger</translation>
    </message>
    <message>
        <source>more</source>
        <translation>mehr</translation>
    </message>
    <message>
        <source>no usage</source>
        <translation>keine Nutzung</translation>
    </message>
    <message>
        <source>{amount} cached input tokens</source>
        <translation>{amount} Eingabetokens aus dem Cache</translation>
    </message>
    <message>
        <source>{amount} input tokens</source>
        <translation>{amount} Eingabetokens</translation>
    </message>
    <message>
        <source>{amount} output tokens</source>
        <translation>{amount} Ausgabetokens</translation>
    </message>
    <message>
        <source>{amount} requests</source>
        <translation>{amount} Anfragen</translation>
    </message>
    <message>
        <source>{amount} tokens</source>
        <translation>{amount} Tokens</translation>
    </message>
</context>
<context>
    <name>HeroCards</name>
    <message>
        <source>After the first usage</source>
        <translation>Nach der ersten Nutzung</translation>
    </message>
    <message>
        <source>At least: some of the usage has no price</source>
        <translation>Mindestens: Ein Teil der Nutzung hat keinen Preis</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Change the monthly budget</source>
        <translation>Das Monatsbudget ändern</translation>
    </message>
    <message>
        <source>Four months of five end in this range</source>
        <translation>Vier von fünf Monaten enden in dieser Spanne</translation>
    </message>
    <message>
        <source>From today alone</source>
        <translation>Nur aus dem heutigen Tag</translation>
    </message>
    <message numerus="yes">
        <source>From what each weekday cost, over {n} days</source>
        <comment>From what one whole day cost</comment>
        <translation>
            <numerusform>Aus den Kosten eines ganzen Tages</numerusform>
            <numerusform>Aus den Kosten je Wochentag, über {n} Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>High confidence</source>
        <translation>Hohe Sicherheit</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Low confidence</source>
        <translation>Geringe Sicherheit</translation>
    </message>
    <message>
        <source>Medium confidence</source>
        <translation>Mittlere Sicherheit</translation>
    </message>
    <message>
        <source>Month end (forecast)</source>
        <translation>Monatsende (Prognose)</translation>
    </message>
    <message>
        <source>Month end: not known yet</source>
        <translation>Monatsende: noch nicht bekannt</translation>
    </message>
    <message>
        <source>More today leaves less for the days to come</source>
        <translation>Heute mehr lässt weniger für die nächsten Tage</translation>
    </message>
    <message>
        <source>Not measured yet</source>
        <translation>Noch nicht gemessen</translation>
    </message>
    <message>
        <source>Set a budget</source>
        <translation>Budget setzen</translation>
    </message>
    <message>
        <source>Set a monthly budget</source>
        <translation>Ein Monatsbudget setzen</translation>
    </message>
    <message>
        <source>Spend today</source>
        <translation>Ausgaben heute</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>Dieser Monat</translation>
    </message>
    <message>
        <source>Today&apos;s part is spent</source>
        <translation>Heutiger Anteil verbraucht</translation>
    </message>
    <message>
        <source>Today&apos;s part of what is left of the month&apos;s budget</source>
        <translation>Heutiger Anteil am Rest des Monatsbudgets</translation>
    </message>
    <message>
        <source>Tokens per minute</source>
        <translation>Tokens pro Minute</translation>
    </message>
    <message>
        <source>Tokens per minute over the last hour</source>
        <translation>Tokens pro Minute in der letzten Stunde</translation>
    </message>
    <message>
        <source>Waiting for the first pass</source>
        <translation>Wartet auf die erste Abfrage</translation>
    </message>
    <message>
        <source>tok/min</source>
        <translation>Tok./min</translation>
    </message>
    <message>
        <source>{amount} more is safe</source>
        <translation>noch {amount} möglich</translation>
    </message>
    <message>
        <source>{amount} over budget</source>
        <translation>{amount} über Budget</translation>
    </message>
    <message>
        <source>{day} by this time: {amount}</source>
        <translation>{day} bis zu dieser Zeit: {amount}</translation>
    </message>
    <message numerus="yes">
        <source>{n} requests</source>
        <comment>1 request</comment>
        <translation>
            <numerusform>1 Anfrage</numerusform>
            <numerusform>{n} Anfragen</numerusform>
        </translation>
    </message>
    <message>
        <source>{rate} req/min</source>
        <translation>{rate} Anfr./min</translation>
    </message>
    <message>
        <source>{rate} tokens per minute</source>
        <translation>{rate} Tokens pro Minute</translation>
    </message>
</context>
<context>
    <name>Import</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Columns of the file</source>
        <translation>Spalten der Datei</translation>
    </message>
    <message>
        <source>Each line names its own</source>
        <translation>Jede Zeile nennt ihren</translation>
    </message>
    <message>
        <source>How its columns are taken</source>
        <translation>Wie die Spalten gelesen werden</translation>
    </message>
    <message>
        <source>ID of the line</source>
        <translation>ID der Zeile</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Import {name}</source>
        <translation>{name} importieren</translation>
    </message>
    <message numerus="yes">
        <source>Import {n} lines</source>
        <comment>Import 1 line</comment>
        <translation>
            <numerusform>1 Zeile importieren</numerusform>
            <numerusform>{n} Zeilen importieren</numerusform>
        </translation>
    </message>
    <message>
        <source>Importing the file again changes nothing.</source>
        <translation>Die Datei nochmals zu importieren ändert nichts.</translation>
    </message>
    <message>
        <source>Importing…</source>
        <translation>Wird importiert…</translation>
    </message>
    <message>
        <source>Line {line}: {reason}</source>
        <translation>Zeile {line}: {reason}</translation>
    </message>
    <message>
        <source>Lines that can&apos;t be used</source>
        <translation>Nicht verwendbare Zeilen</translation>
    </message>
    <message>
        <source>No column holds {missing}: choose which one does.</source>
        <translation>Keine Spalte enthält {missing}: bitte die richtige wählen.</translation>
    </message>
    <message>
        <source>Nothing is kept before you import it.</source>
        <translation>Vor dem Import wird nichts gespeichert.</translation>
    </message>
    <message>
        <source>Nothing to import</source>
        <translation>Nichts zu importieren</translation>
    </message>
    <message>
        <source>Reading the file…</source>
        <translation>Die Datei wird gelesen…</translation>
    </message>
    <message>
        <source>Service of lines that name none</source>
        <translation>Dienst für Zeilen ohne Angabe</translation>
    </message>
    <message>
        <source>Show usage</source>
        <translation>Nutzung zeigen</translation>
    </message>
    <message>
        <source>What “{column}” holds</source>
        <translation>Was „{column}“ enthält</translation>
    </message>
    <message>
        <source>a count of tokens, requests or a cost</source>
        <translation>eine Anzahl von Tokens oder Anfragen oder Kosten</translation>
    </message>
    <message>
        <source>account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>cache write tokens</source>
        <translation>Tokens in den Cache</translation>
    </message>
    <message>
        <source>cache write tokens, 1 hour</source>
        <translation>Tokens in den Cache, 1 Stunde</translation>
    </message>
    <message>
        <source>cached input tokens</source>
        <translation>Eingabe-Tokens aus dem Cache</translation>
    </message>
    <message>
        <source>cost in US dollars</source>
        <translation>Kosten in US-Dollar</translation>
    </message>
    <message>
        <source>input tokens</source>
        <translation>Eingabe-Tokens</translation>
    </message>
    <message>
        <source>input tokens, not cached</source>
        <translation>Eingabe-Tokens ohne Cache</translation>
    </message>
    <message>
        <source>key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>kind of request</source>
        <translation>Art der Anfrage</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>nicht verwendet</translation>
    </message>
    <message>
        <source>output tokens</source>
        <translation>Ausgabe-Tokens</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>service</source>
        <translation>Dienst</translation>
    </message>
    <message>
        <source>sessions at once</source>
        <translation>gleichzeitige Sitzungen</translation>
    </message>
    <message>
        <source>tier</source>
        <translation>Tarifstufe</translation>
    </message>
    <message>
        <source>time</source>
        <translation>Zeitpunkt</translation>
    </message>
    <message>
        <source>tokens left</source>
        <translation>übrige Tokens</translation>
    </message>
    <message numerus="yes">
        <source>{n} are already here.</source>
        <comment>1 is already here.</comment>
        <translation>
            <numerusform>1 ist schon hier.</numerusform>
            <numerusform>{n} sind schon hier.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} can&apos;t be used and are left out.</source>
        <comment>1 can&apos;t be used and is left out.</comment>
        <translation>
            <numerusform>1 ist nicht verwendbar und bleibt weg.</numerusform>
            <numerusform>{n} sind nicht verwendbar und bleiben weg.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} lines are new.</source>
        <comment>1 line is new.</comment>
        <translation>
            <numerusform>1 Zeile ist neu.</numerusform>
            <numerusform>{n} Zeilen sind neu.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} lines were imported.</source>
        <comment>1 line was imported.</comment>
        <translation>
            <numerusform>1 Zeile wurde importiert.</numerusform>
            <numerusform>{n} Zeilen wurden importiert.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeyList</name>
    <message>
        <source>A key&apos;s ID starts with key_. What was entered looks like the key itself: it was not kept.</source>
        <translation>Die ID eines Schlüssels beginnt mit key_. Die Eingabe sieht nach dem Schlüssel selbst aus: Sie wurde nicht behalten.</translation>
    </message>
    <message>
        <source>Every key is watched, new ones too.</source>
        <translation>Alle Schlüssel werden beobachtet, auch neue.</translation>
    </message>
    <message>
        <source>Find a key</source>
        <translation>Schlüssel suchen</translation>
    </message>
    <message>
        <source>Find a key by name, project or ID</source>
        <translation>Schlüssel nach Name, Projekt oder ID suchen</translation>
    </message>
    <message>
        <source>Keys to watch</source>
        <translation>Zu beobachtende Schlüssel</translation>
    </message>
    <message>
        <source>no longer at the service</source>
        <translation>nicht mehr beim Dienst</translation>
    </message>
    <message numerus="yes">
        <source>{n} keys watched.</source>
        <comment>1 key watched.</comment>
        <translation>
            <numerusform>1 Schlüssel beobachtet.</numerusform>
            <numerusform>{n} Schlüssel beobachtet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} of {known} keys watched.</source>
        <comment>1 of {known} keys watched.</comment>
        <translation>
            <numerusform>1 von {known} Schlüsseln beobachtet.</numerusform>
            <numerusform>{n} von {known} Schlüsseln beobachtet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LimitForm</name>
    <message>
        <source>0 turns it off.</source>
        <translation>0 schaltet es ab.</translation>
    </message>
    <message>
        <source>Change the limit</source>
        <translation>Limit ändern</translation>
    </message>
    <message>
        <source>Each key of it is held against this limit alone. The narrowest one holds.</source>
        <translation>Für jeden seiner Schlüssel gilt allein dieses Limit; das engste zählt.</translation>
    </message>
    <message>
        <source>Holds for</source>
        <translation>Gilt für</translation>
    </message>
    <message>
        <source>New limit</source>
        <translation>Neues Limit</translation>
    </message>
    <message>
        <source>Not taken: it has a limit of its own already.</source>
        <translation>Nicht übernommen: Es hat schon ein eigenes Limit.</translation>
    </message>
    <message>
        <source>Request spike above</source>
        <translation>Anfragespitze über</translation>
    </message>
    <message>
        <source>Token spike above</source>
        <translation>Tokenspitze über</translation>
    </message>
    <message>
        <source>requests a minute</source>
        <translation>Anfragen pro Minute</translation>
    </message>
    <message>
        <source>tokens a minute</source>
        <translation>Tokens pro Minute</translation>
    </message>
</context>
<context>
    <name>Limits</name>
    <message>
        <source>Add limit</source>
        <translation>Limit hinzufügen</translation>
    </message>
    <message>
        <source>Change in the settings</source>
        <translation>In den Einstellungen ändern</translation>
    </message>
    <message>
        <source>Cost of a day</source>
        <translation>Kosten eines Tages</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Edit the limit of {name}</source>
        <translation>Das Limit von {name} bearbeiten</translation>
    </message>
    <message>
        <source>For everything</source>
        <translation>Für alles</translation>
    </message>
    <message>
        <source>Limits of single parts</source>
        <translation>Limits einzelner Teile</translation>
    </message>
    <message>
        <source>None: the same limit holds for every key. Give a busy key more room here.</source>
        <translation>Keine: Für jeden Schlüssel gilt dasselbe Limit. Einem viel genutzten geben Sie hier mehr Raum.</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Ein</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove the limit of {name}</source>
        <translation>Das Limit von {name} entfernen</translation>
    </message>
    <message>
        <source>Service down for 5 minutes</source>
        <translation>Dienst 5 Minuten nicht erreichbar</translation>
    </message>
    <message>
        <source>Silence after an alert</source>
        <translation>Ruhe nach einem Alarm</translation>
    </message>
    <message>
        <source>Spike of any key</source>
        <translation>Spitze eines Schlüssels</translation>
    </message>
    <message>
        <source>The limit is added.</source>
        <translation>Das Limit ist angelegt.</translation>
    </message>
    <message>
        <source>The limit is changed.</source>
        <translation>Das Limit ist geändert.</translation>
    </message>
    <message>
        <source>The limit is removed.</source>
        <translation>Das Limit ist entfernt.</translation>
    </message>
    <message>
        <source>Unusual activity</source>
        <translation>Ungewöhnliche Nutzung</translation>
    </message>
    <message>
        <source>above {amount}</source>
        <translation>über {amount}</translation>
    </message>
    <message>
        <source>{requests} requests a minute</source>
        <translation>{requests} Anfragen pro Minute</translation>
    </message>
    <message>
        <source>{tokens} tokens a minute</source>
        <translation>{tokens} Tokens pro Minute</translation>
    </message>
    <message>
        <source>{tokens} tokens or {requests} requests a minute</source>
        <translation>{tokens} Tokens oder {requests} Anfragen pro Minute</translation>
    </message>
</context>
<context>
    <name>ListedLine</name>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
</context>
<context>
    <name>Metrics</name>
    <message>
        <source>Cached input tokens</source>
        <translation>Eingabetokens aus Cache</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Input tokens</source>
        <translation>Eingabetokens</translation>
    </message>
    <message>
        <source>Output tokens</source>
        <translation>Ausgabetokens</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
</context>
<context>
    <name>Names</name>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>No account</source>
        <translation>Kein Konto</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Kein Schlüssel</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>No project</source>
        <translation>Kein Projekt</translation>
    </message>
    <message>
        <source>No service</source>
        <translation>Kein Dienst</translation>
    </message>
    <message>
        <source>No tier</source>
        <translation>Keine Tarifstufe</translation>
    </message>
    <message>
        <source>No words</source>
        <translation>Ohne Worte</translation>
    </message>
    <message>
        <source>Not told</source>
        <translation>Nicht mitgeteilt</translation>
    </message>
    <message>
        <source>Other ({count})</source>
        <translation>Übrige ({count})</translation>
    </message>
</context>
<context>
    <name>OverviewPage</name>
    <message>
        <source>As soon as a watched key is used, its cost will be here.</source>
        <translation>Sobald ein beobachteter Schlüssel genutzt wird, stehen seine Kosten hier.</translation>
    </message>
    <message>
        <source>Cached</source>
        <translation>Cache</translation>
    </message>
    <message>
        <source>Cost over time</source>
        <translation>Kosten im Zeitverlauf</translation>
    </message>
    <message>
        <source>Cost over time will be here. There may be some further back.</source>
        <translation>Hier stehen die Kosten im Zeitverlauf. Weiter zurück gibt es vielleicht welche.</translation>
    </message>
    <message>
        <source>Cost per day by {stack}</source>
        <translation>Kosten pro Tag nach {stack}</translation>
    </message>
    <message>
        <source>Cost per hour by {stack}</source>
        <translation>Kosten pro Stunde nach {stack}</translation>
    </message>
    <message>
        <source>Cost per minute by {stack}</source>
        <translation>Kosten pro Minute nach {stack}</translation>
    </message>
    <message>
        <source>Cost per month by {stack}</source>
        <translation>Kosten pro Monat nach {stack}</translation>
    </message>
    <message>
        <source>No usage in 30 days</source>
        <translation>Keine Nutzung in 30 Tagen</translation>
    </message>
    <message>
        <source>No usage in this period</source>
        <translation>Keine Nutzung in diesem Zeitraum</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>Show 30 days</source>
        <translation>30 Tage zeigen</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>Tarifstufe</translation>
    </message>
    <message>
        <source>Top keys</source>
        <translation>Teuerste Schlüssel</translation>
    </message>
    <message>
        <source>Top models</source>
        <translation>Teuerste Modelle</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>service</source>
        <translation>Dienst</translation>
    </message>
    <message>
        <source>tier</source>
        <translation>Tarifstufe</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Accounts</source>
        <translation>Konten</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Diagramme</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Reconcile</source>
        <translation>Abgleich</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Nutzung</translation>
    </message>
</context>
<context>
    <name>Parts</name>
    <message>
        <source>A key</source>
        <translation>Ein Schlüssel</translation>
    </message>
    <message>
        <source>A model</source>
        <translation>Ein Modell</translation>
    </message>
    <message>
        <source>A project</source>
        <translation>Ein Projekt</translation>
    </message>
    <message>
        <source>A service</source>
        <translation>Ein Dienst</translation>
    </message>
    <message>
        <source>An account</source>
        <translation>Ein Konto</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Name of the model</source>
        <translation>Name des Modells</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Which one</source>
        <translation>Welches</translation>
    </message>
    <message>
        <source>one that there is</source>
        <translation>eines, das es gibt</translation>
    </message>
</context>
<context>
    <name>PeriodPopup</name>
    <message>
        <source>Custom period</source>
        <translation>Eigener Zeitraum</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Erster Tag</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Letzter Tag</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>The last day lies before the first.</source>
        <translation>Der letzte Tag liegt vor dem ersten.</translation>
    </message>
</context>
<context>
    <name>ProblemBar</name>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <source>Problem: {sentence}</source>
        <translation>Problem: {sentence}</translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>Reading older history of {account}: {part} %</source>
        <translation>Älterer Verlauf von {account} wird gelesen: {part} %</translation>
    </message>
</context>
<context>
    <name>RateLimit</name>
    <message>
        <source>Its rate limit allows {left} more requests of {every}.</source>
        <translation>Seine Ratenbegrenzung lässt noch {left} von {every} Anfragen zu.</translation>
    </message>
    <message>
        <source>Its rate limit allows {left} more requests.</source>
        <translation>Seine Ratenbegrenzung lässt noch {left} Anfragen zu.</translation>
    </message>
    <message>
        <source>What is left of its rate limit is unknown: the service does not tell.</source>
        <translation>Was von seiner Ratenbegrenzung übrig ist, ist unbekannt: Der Dienst teilt es nicht mit.</translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>A kind of token without a rate of its own was charged at that of the kind it is counted in.</source>
        <translation>Eine Tokenart ohne eigenen Satz wurde zum Satz der Art berechnet, zu der sie zählt.</translation>
    </message>
    <message>
        <source>How much of the input came from a cache was not told; none of it was taken to.</source>
        <translation>Wie viel der Eingabe aus einem Cache kam, wurde nicht gemeldet; angenommen wurde: nichts.</translation>
    </message>
    <message>
        <source>Long requests of this model cost more, and how long each one was is not known.</source>
        <translation>Lange Anfragen dieses Modells kosten mehr, und wie lang jede war, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>No price of this model is known.</source>
        <translation>Für dieses Modell ist kein Preis bekannt.</translation>
    </message>
    <message>
        <source>Not all tokens were told, so that their price is not known.</source>
        <translation>Nicht alle Tokens wurden gemeldet, ihr Preis ist daher unbekannt.</translation>
    </message>
    <message>
        <source>One kind of these tokens has no published price in this tier.</source>
        <translation>Eine Art dieser Tokens hat in dieser Tarifstufe keinen veröffentlichten Preis.</translation>
    </message>
    <message>
        <source>The fee of one of the tools is not published for this model.</source>
        <translation>Die Gebühr eines der Werkzeuge ist für dieses Modell nicht veröffentlicht.</translation>
    </message>
    <message>
        <source>The model has no published price in this tier on that day.</source>
        <translation>Das Modell hatte an diesem Tag in dieser Tarifstufe keinen veröffentlichten Preis.</translation>
    </message>
    <message>
        <source>The service does not report what this tier costs.</source>
        <translation>Der Dienst teilt nicht mit, was diese Stufe kostet.</translation>
    </message>
    <message>
        <source>The tier has no published price for a request that long.</source>
        <translation>Die Tarifstufe hat keinen veröffentlichten Preis für so lange Anfragen.</translation>
    </message>
    <message>
        <source>The tier publishes no rate for cached input; that of its input was used.</source>
        <translation>Die Tarifstufe hat keinen Satz für Eingabe aus dem Cache; der für Eingabe wurde genommen.</translation>
    </message>
    <message>
        <source>This dated snapshot has no price of its own; that of the undated model was used.</source>
        <translation>Dieser datierte Stand hat keinen eigenen Preis; der des undatierten Modells wurde genommen.</translation>
    </message>
    <message>
        <source>This service costs more at peak hours; the price outside of them was used.</source>
        <translation>Dieser Dienst kostet zu Stoßzeiten mehr; genommen wurde der Preis außerhalb davon.</translation>
    </message>
</context>
<context>
    <name>Reconcile</name>
    <message>
        <source>Because of</source>
        <translation>Wegen</translation>
    </message>
    <message>
        <source>Billed</source>
        <translation>Abgerechnet</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the selected rows, or all, with headers and exact amounts (Ctrl+C)</source>
        <translation>Gewählte Zeilen oder alle kopieren, mit Kopfzeile und genauen Beträgen (Strg+C)</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>Estimate and bill</source>
        <translation>Schätzung und Rechnung</translation>
    </message>
    <message>
        <source>Estimate and bill of this period will be here.</source>
        <translation>Hier stehen Schätzung und Rechnung dieses Zeitraums.</translation>
    </message>
    <message>
        <source>Estimated</source>
        <translation>Geschätzt</translation>
    </message>
    <message>
        <source>Estimated from tokens</source>
        <translation>Aus Token geschätzt</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Left out on both sides: {tokens} tokens of “{account}” in the {tier} tier, whose cost is not reported.</source>
        <translation>Auf beiden Seiten ausgelassen: {tokens} Tokens von „{account}“ in der Stufe {tier}, deren Kosten nicht mitgeteilt werden.</translation>
    </message>
    <message>
        <source>Line of the bill</source>
        <translation>Rechnungsposten</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>No bill read yet</source>
        <translation>Noch keine Rechnung gelesen</translation>
    </message>
    <message>
        <source>Nothing of this has a price</source>
        <translation>Nichts davon hat einen Preis</translation>
    </message>
    <message>
        <source>Nothing used or billed</source>
        <translation>Nichts genutzt oder abgerechnet</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Reconcile</source>
        <translation>Abgleich</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Show 30 days</source>
        <translation>30 Tage zeigen</translation>
    </message>
    <message>
        <source>The bill is the estimate, to the last digit</source>
        <translation>Die Rechnung ist die Schätzung, bis auf die letzte Stelle</translation>
    </message>
    <message>
        <source>What the service billed will be here, beside the estimate.</source>
        <translation>Was der Dienst abgerechnet hat, steht hier neben der Schätzung.</translation>
    </message>
    <message>
        <source>What “{names}” was billed for these days will be here as soon as it is read.</source>
        <translation>Was „{names}“ für diese Tage berechnet wurde, steht hier, sobald es gelesen ist.</translation>
    </message>
    <message>
        <source>Why they differ</source>
        <translation>Warum sie abweichen</translation>
    </message>
    <message>
        <source>no words</source>
        <translation>ohne Worte</translation>
    </message>
    <message>
        <source>prices as of {day}</source>
        <translation>Preise vom {day}</translation>
    </message>
    <message>
        <source>{day}, the day in UTC</source>
        <translation>{day}, der Tag in UTC</translation>
    </message>
    <message>
        <source>{first} to {last}, days in UTC</source>
        <translation>{first} bis {last}, Tage in UTC</translation>
    </message>
    <message>
        <source>{part} of it has a reason</source>
        <translation>{part} davon sind erklärt</translation>
    </message>
    <message>
        <source>{part} of the bill</source>
        <translation>{part} der Rechnung</translation>
    </message>
    <message>
        <source>“{words}”</source>
        <translation>„{words}“</translation>
    </message>
</context>
<context>
    <name>Reconciliation</name>
    <message>
        <source>A line of the bill that no usage stands behind, under its own words.</source>
        <translation>Ein Posten der Rechnung ohne Nutzung dahinter, mit seinen eigenen Worten.</translation>
    </message>
    <message>
        <source>Audio</source>
        <translation>Audio</translation>
    </message>
    <message>
        <source>Audio is billed by the second or the character.</source>
        <translation>Audio wird nach Sekunden oder Zeichen abgerechnet.</translation>
    </message>
    <message>
        <source>Billed at another rate than the published one, such as a discount.</source>
        <translation>Zu einem anderen als dem veröffentlichten Satz abgerechnet, etwa mit Rabatt.</translation>
    </message>
    <message>
        <source>Billed for a key that this account does not watch.</source>
        <translation>Abgerechnet für einen Schlüssel, den dieses Konto nicht beobachtet.</translation>
    </message>
    <message>
        <source>Both sides round.</source>
        <translation>Beide Seiten runden.</translation>
    </message>
    <message>
        <source>Calls of a tool, sessions or storage are billed on top of tokens.</source>
        <translation>Werkzeugaufrufe, Sitzungen oder Speicher werden zusätzlich zu Tokens berechnet.</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Images are billed by the piece.</source>
        <translation>Bilder werden pro Stück abgerechnet.</translation>
    </message>
    <message>
        <source>Key not watched</source>
        <translation>Nicht beobachteter Schlüssel</translation>
    </message>
    <message>
        <source>Late data</source>
        <translation>Verspätete Daten</translation>
    </message>
    <message>
        <source>Long context</source>
        <translation>Langer Kontext</translation>
    </message>
    <message>
        <source>Long requests cost more, and usage does not tell how long each one was.</source>
        <translation>Lange Anfragen kosten mehr, und die Nutzung sagt nicht, wie lang jede war.</translation>
    </message>
    <message>
        <source>Model without a price</source>
        <translation>Modell ohne Preis</translation>
    </message>
    <message>
        <source>Nobody published a price for this model, tier or kind; the bill has one.</source>
        <translation>Für Modell, Stufe oder Art ist kein Preis veröffentlicht; die Rechnung hat einen.</translation>
    </message>
    <message>
        <source>Not billed</source>
        <translation>Nicht abgerechnet</translation>
    </message>
    <message>
        <source>Rounding</source>
        <translation>Rundung</translation>
    </message>
    <message>
        <source>Tokens billed that usage does not have: another endpoint&apos;s, or late.</source>
        <translation>Abgerechnete Tokens, die in der Nutzung fehlen: von einem anderen Endpunkt oder verspätet.</translation>
    </message>
    <message>
        <source>Tool fee</source>
        <translation>Werkzeuggebühr</translation>
    </message>
    <message>
        <source>Unexplained</source>
        <translation>Ungeklärt</translation>
    </message>
    <message>
        <source>Unknown line item</source>
        <translation>Unbekannter Posten</translation>
    </message>
    <message>
        <source>Usage not told</source>
        <translation>Nicht gemeldete Nutzung</translation>
    </message>
    <message>
        <source>Usage of the last days that is seen already and not billed yet.</source>
        <translation>Nutzung der letzten Tage, die schon zu sehen, aber noch nicht abgerechnet ist.</translation>
    </message>
    <message>
        <source>Usage that the service never billed: free, refused or refunded.</source>
        <translation>Nutzung, die der Dienst nie abgerechnet hat: gratis, abgelehnt oder erstattet.</translation>
    </message>
</context>
<context>
    <name>ReleaseHint</name>
    <message>
        <source>Released on {day}. Opens its page; nothing is installed by itself.</source>
        <translation>Erschienen am {day}. Öffnet ihre Seite; von selbst wird nichts installiert.</translation>
    </message>
    <message>
        <source>Say no more about this version</source>
        <translation>Von dieser Version nichts mehr sagen</translation>
    </message>
    <message>
        <source>Say no more about version {version}</source>
        <translation>Von Version {version} nichts mehr sagen</translation>
    </message>
    <message>
        <source>Version {version} is there</source>
        <translation>Version {version} ist da</translation>
    </message>
</context>
<context>
    <name>SecretField</name>
    <message>
        <source>Admin key</source>
        <translation>Admin-Schlüssel</translation>
    </message>
    <message>
        <source>Admin key: {action}</source>
        <translation>Admin-Schlüssel: {action}</translation>
    </message>
    <message>
        <source>An admin key is needed.</source>
        <translation>Nötig ist ein Admin-Schlüssel.</translation>
    </message>
    <message>
        <source>An admin key is needed: one starts with {right}.</source>
        <translation>Nötig ist ein Admin-Schlüssel: Er beginnt mit {right}.</translation>
    </message>
    <message>
        <source>Paste it here</source>
        <translation>Hier einfügen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>This holds characters that no key has: copy it again.</source>
        <translation>Das enthält Zeichen, die kein Schlüssel hat: bitte erneut kopieren.</translation>
    </message>
    <message>
        <source>This is another kind of {service} key ({wrong}…).</source>
        <translation>Das ist eine andere Art von {service}-Schlüssel ({wrong}…).</translation>
    </message>
</context>
<context>
    <name>Services</name>
    <message>
        <source>A plan&apos;s use is not told by any API. Enter it by hand, or import a file.</source>
        <translation>Die Nutzung eines Abos meldet keine API. Von Hand eingeben oder eine Datei importieren.</translation>
    </message>
    <message>
        <source>An admin of the organization creates an admin key (sk-ant-admin…) in the Claude Console; individual accounts have none. The cost of the priority tier is not reported; requests are counted where the organization has analytics.</source>
        <translation>Ein Administrator der Organisation erstellt in der Claude Console einen Admin-Schlüssel (sk-ant-admin…); Einzelkonten haben keinen. Die Kosten der Stufe Priority werden nicht mitgeteilt; Anfragen werden gezählt, wo die Organisation Analytics hat.</translation>
    </message>
    <message>
        <source>An owner of the organization creates an admin key (sk-admin-…) in the organization&apos;s settings.</source>
        <translation>Ein Inhaber der Organisation erstellt einen Admin-Schlüssel (sk-admin-…) in deren Einstellungen.</translation>
    </message>
    <message>
        <source>Another service</source>
        <translation>Anderer Dienst</translation>
    </message>
    <message>
        <source>Anything else: enter it by hand, or import a file.</source>
        <translation>Alles andere: von Hand eingeben oder eine Datei importieren.</translation>
    </message>
    <message>
        <source>Usage is told to enterprise accounts alone. Enter it by hand, import a file, or let programs count it.</source>
        <translation>Die Nutzung erfahren nur Enterprise-Konten. Von Hand eingeben, eine Datei importieren oder Programme zählen lassen.</translation>
    </message>
    <message>
        <source>Usage stands in the vendor&apos;s console alone. Enter it by hand, import a file, or let programs count it.</source>
        <translation>Die Nutzung steht nur in der Konsole des Anbieters. Von Hand eingeben, eine Datei importieren oder Programme zählen lassen.</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Back to {value}</source>
        <translation>Zurück zu: {value}</translation>
    </message>
    <message>
        <source>Not taken. Allowed: {allowed}.</source>
        <translation>Nicht übernommen. Erlaubt: {allowed}.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undo the change of {label}</source>
        <translation>Änderung von {label} rückgängig machen</translation>
    </message>
    <message>
        <source>a whole number from {least} to {most}</source>
        <translation>eine ganze Zahl von {least} bis {most}</translation>
    </message>
    <message>
        <source>a whole number from {least} to {most}, or nothing</source>
        <translation>eine ganze Zahl von {least} bis {most} oder nichts</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>on</source>
        <translation>ein</translation>
    </message>
    <message>
        <source>what it was</source>
        <translation>was es war</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>1 day</source>
        <translation>1 Tag</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 Stunde</translation>
    </message>
    <message>
        <source>1 minute</source>
        <translation>1 Minute</translation>
    </message>
    <message>
        <source>20 seconds after login, in the tray.</source>
        <translation>20 Sekunden nach der Anmeldung, im Infobereich.</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 Tage</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 Tage</translation>
    </message>
    <message>
        <source>A key that sends more than this raises an alert; 0 turns it off.</source>
        <translation>Ein Schlüssel, der mehr sendet, löst Alarm aus; 0 schaltet das ab.</translation>
    </message>
    <message>
        <source>A key that uses more than this raises an alert; 0 turns it off.</source>
        <translation>Ein Schlüssel, der mehr nutzt, löst Alarm aus; 0 schaltet das ab.</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Erweitert</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Alerts are listed in the window either way.</source>
        <translation>Im Fenster stehen Alarme in jedem Fall.</translation>
    </message>
    <message>
        <source>An alert when a day costs more; empty: none.</source>
        <translation>Alarm, wenn ein Tag mehr kostet; leer: keiner.</translation>
    </message>
    <message>
        <source>An alert when a key uses twice what it normally does in that hour of the week.</source>
        <translation>Alarm, wenn ein Schlüssel doppelt so viel nutzt wie sonst in dieser Stunde der Woche.</translation>
    </message>
    <message>
        <source>An alert when a service has not answered for 5 minutes.</source>
        <translation>Alarm, wenn ein Dienst 5 Minuten nicht geantwortet hat.</translation>
    </message>
    <message>
        <source>Another tier shows what the same usage would have cost there.</source>
        <translation>Eine andere Stufe zeigt, was dieselbe Nutzung dort gekostet hätte.</translation>
    </message>
    <message>
        <source>As billed</source>
        <translation>Wie abgerechnet</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>Bucket width</source>
        <translation>Zeitraster</translation>
    </message>
    <message>
        <source>Closing the window leaves the watch on.</source>
        <translation>Nach dem Schließen des Fensters geht die Beobachtung weiter.</translation>
    </message>
    <message>
        <source>Cost above</source>
        <translation>Kosten über</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Desktop notifications</source>
        <translation>Desktop-Meldungen</translation>
    </message>
    <message>
        <source>Deutsch</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>Empty: a file in the data folder. A password belongs into USAGE_TRACKER_DATABASE_URL or a pgpass file.</source>
        <translation>Leer: eine Datei im Datenordner. Ein Passwort gehört in USAGE_TRACKER_DATABASE_URL oder eine pgpass-Datei.</translation>
    </message>
    <message>
        <source>Empty: for good.</source>
        <translation>Leer: für immer.</translation>
    </message>
    <message>
        <source>Empty: the system&apos;s. A password belongs into the HTTPS_PROXY variable.</source>
        <translation>Leer: der des Systems. Ein Passwort gehört in die Variable HTTPS_PROXY.</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Español</source>
        <translation>Español</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Fetch price updates</source>
        <translation>Preise aktualisieren</translation>
    </message>
    <message>
        <source>Flex</source>
        <translation>Flex</translation>
    </message>
    <message>
        <source>How far back the live view looks.</source>
        <translation>Wie weit die Live-Ansicht zurückblickt.</translation>
    </message>
    <message>
        <source>How much of that currency one US dollar is.</source>
        <translation>Wie viel dieser Währung ein US-Dollar ist.</translation>
    </message>
    <message>
        <source>How often the services are asked.</source>
        <translation>Wie oft die Dienste abgefragt werden.</translation>
    </message>
    <message>
        <source>Keep history for</source>
        <translation>Verlauf behalten für</translation>
    </message>
    <message>
        <source>Keep minutes for</source>
        <translation>Minuten behalten für</translation>
    </message>
    <message>
        <source>Keep running in the tray</source>
        <translation>Im Infobereich weiterlaufen</translation>
    </message>
    <message>
        <source>Key of the release feed</source>
        <translation>Schlüssel des Versions-Feeds</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Last hours</source>
        <translation>Letzte Stunden</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Look for new versions</source>
        <translation>Nach neuen Versionen sehen</translation>
    </message>
    <message>
        <source>Minute data feeds the live view only.</source>
        <translation>Minutendaten speisen nur die Live-Ansicht.</translation>
    </message>
    <message>
        <source>Money</source>
        <translation>Geld</translation>
    </message>
    <message>
        <source>No notification in this span, in the time zone above.</source>
        <translation>Keine Meldung in dieser Spanne, in der Zeitzone oben.</translation>
    </message>
    <message>
        <source>Once a day; nothing is ever installed by itself.</source>
        <translation>Einmal am Tag; nichts wird je von selbst installiert.</translation>
    </message>
    <message>
        <source>Only where there is a tray to come back from.</source>
        <translation>Nur wo ein Infobereich es zurückholen kann.</translation>
    </message>
    <message>
        <source>Price as</source>
        <translation>Preise als</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Priority</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>Ruhezeiten</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Kurs</translation>
    </message>
    <message>
        <source>Reads a public price list now and then; off when offline.</source>
        <translation>Liest ab und zu eine öffentliche Preisliste; offline aus.</translation>
    </message>
    <message>
        <source>Refresh every</source>
        <translation>Aktualisieren alle</translation>
    </message>
    <message>
        <source>Release feed</source>
        <translation>Versions-Feed</translation>
    </message>
    <message>
        <source>Request spike above</source>
        <translation>Anfragenspitze über</translation>
    </message>
    <message>
        <source>Service down</source>
        <translation>Dienst nicht erreichbar</translation>
    </message>
    <message>
        <source>Services bill in US dollars; another currency needs a rate.</source>
        <translation>Dienste rechnen in US-Dollar ab; eine andere Währung braucht einen Kurs.</translation>
    </message>
    <message>
        <source>Shared database</source>
        <translation>Gemeinsame Datenbank</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show money in</source>
        <translation>Geld zeigen in</translation>
    </message>
    <message>
        <source>Silence after an alert</source>
        <translation>Ruhe nach einem Alarm</translation>
    </message>
    <message>
        <source>So long the same key and kind raise no second one.</source>
        <translation>So lange löst derselbe Schlüssel keinen zweiten gleicher Art aus.</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Start at login</source>
        <translation>Bei Anmeldung starten</translation>
    </message>
    <message>
        <source>Start minimized</source>
        <translation>Minimiert starten</translation>
    </message>
    <message>
        <source>The period that the window opens with.</source>
        <translation>Der Zeitraum, mit dem das Fenster öffnet.</translation>
    </message>
    <message>
        <source>The step of the chart and of the live view.</source>
        <translation>Der Schritt von Diagramm und Live-Ansicht.</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Design</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Computer</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>Dieser Monat</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Token spike above</source>
        <translation>Tokenspitze über</translation>
    </message>
    <message>
        <source>US dollars</source>
        <translation>US-Dollar</translation>
    </message>
    <message>
        <source>Unusual activity</source>
        <translation>Ungewöhnliche Nutzung</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>Watching</source>
        <translation>Beobachten</translation>
    </message>
    <message>
        <source>What isn&apos;t signed by it is not believed; empty: this build&apos;s key.</source>
        <translation>Was er nicht unterschreibt, wird nicht geglaubt; leer: der Schlüssel dieses Programms.</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Was geschieht</translation>
    </message>
    <message>
        <source>Where days begin in reports and budgets; services bill by UTC days.</source>
        <translation>Wo in Berichten und Budgets Tage beginnen; Dienste rechnen nach UTC-Tagen ab.</translation>
    </message>
    <message>
        <source>Where new versions are told; empty: where this build looks.</source>
        <translation>Wo neue Versionen bekannt gegeben werden; leer: wo dieses Programm nachsieht.</translation>
    </message>
    <message>
        <source>a currency code of three capital letters such as EUR</source>
        <translation>ein Währungscode aus drei Großbuchstaben wie EUR</translation>
    </message>
    <message>
        <source>a name like UTC or Europe/Berlin</source>
        <translation>ein Name wie UTC oder Europe/Berlin</translation>
    </message>
    <message>
        <source>a number above 0 such as 25.50, or nothing</source>
        <translation>eine Zahl über 0 wie 25,50 oder nichts</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>hours</source>
        <translation>Stunden</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>nothing, or a public Ed25519 key: 44 characters that end with =</source>
        <translation>nichts, oder ein öffentlicher Ed25519-Schlüssel: 44 Zeichen, am Ende =</translation>
    </message>
    <message>
        <source>nothing, or a span like 22:00-07:00</source>
        <translation>nichts oder eine Spanne wie 22:00-07:00</translation>
    </message>
    <message>
        <source>nothing, or an https:// address</source>
        <translation>nichts oder eine https://-Adresse</translation>
    </message>
    <message>
        <source>nothing, or http://host:port without a password</source>
        <translation>nichts oder http://host:port ohne Passwort</translation>
    </message>
    <message>
        <source>nothing, or postgresql+psycopg://user@host/name without a password</source>
        <translation>nichts oder postgresql+psycopg://user@host/name ohne Passwort</translation>
    </message>
    <message>
        <source>per US dollar</source>
        <translation>je US-Dollar</translation>
    </message>
    <message>
        <source>requests a minute</source>
        <translation>Anfragen pro Minute</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>tokens a minute</source>
        <translation>Tokens pro Minute</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>A key, a project, an account or a service</source>
        <translation>Ein Schlüssel, ein Projekt, ein Konto oder ein Dienst</translation>
    </message>
    <message>
        <source>As of {day}</source>
        <translation>Vom {day}</translation>
    </message>
    <message>
        <source>Budgets</source>
        <translation>Budgets</translation>
    </message>
    <message>
        <source>Changes apply at once. Ctrl+Z takes the last one back.</source>
        <translation>Änderungen gelten sofort. Strg+Z nimmt die letzte zurück.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>Datenordner</translation>
    </message>
    <message>
        <source>Data folder: {folder}</source>
        <translation>Datenordner: {folder}</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>Gruppen von Einstellungen</translation>
    </message>
    <message>
        <source>Limits of single parts</source>
        <translation>Limits einzelner Teile</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keines</translation>
    </message>
    <message>
        <source>Not read yet</source>
        <translation>Noch nicht gelesen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open budgets</source>
        <translation>Budgets öffnen</translation>
    </message>
    <message>
        <source>Open limits</source>
        <translation>Limits öffnen</translation>
    </message>
    <message>
        <source>Open the data folder</source>
        <translation>Den Datenordner öffnen</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>Preise</translation>
    </message>
    <message>
        <source>Published prices, kept with the app.</source>
        <translation>Veröffentlichte Preise, liegen der App bei.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Settings, database and logs.</source>
        <translation>Einstellungen, Datenbank und Protokolle.</translation>
    </message>
    <message>
        <source>The window speaks it from its next start on.</source>
        <translation>Das Fenster spricht sie ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>There is no tray here to show them: alerts are in the window alone.</source>
        <translation>Hier ist kein Infobereich, der sie zeigt: Alarme stehen nur im Fenster.</translation>
    </message>
    <message>
        <source>There is no tray here: closing the window ends the program.</source>
        <translation>Hier ist kein Infobereich: das Fenster zu schließen beendet das Programm.</translation>
    </message>
    <message>
        <source>There is no tray here: it starts as a minimized window.</source>
        <translation>Hier ist kein Infobereich: es startet als verkleinertes Fenster.</translation>
    </message>
    <message>
        <source>{name}: {share}</source>
        <translation>{name}: {share}</translation>
    </message>
    <message numerus="yes">
        <source>{n} budgets</source>
        <comment>1 budget</comment>
        <translation>
            <numerusform>{n} Budget</numerusform>
            <numerusform>{n} Budgets</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Arrows</source>
        <translation>Pfeiltasten</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Diagramme</translation>
    </message>
    <message>
        <source>Choose all rows</source>
        <translation>Alle Zeilen wählen</translation>
    </message>
    <message>
        <source>Close a menu, a message or a dialog</source>
        <translation>Ein Menü, eine Meldung oder einen Dialog schließen</translation>
    </message>
    <message>
        <source>Copy the chosen rows, or all</source>
        <translation>Gewählte Zeilen oder alle kopieren</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Export the rows in sight as CSV</source>
        <translation>Die sichtbaren Zeilen als CSV exportieren</translation>
    </message>
    <message>
        <source>Filter the rows of usage</source>
        <translation>Die Zeilen der Nutzung filtern</translation>
    </message>
    <message>
        <source>From cell to cell in weekday and hour</source>
        <translation>Von Zelle zu Zelle in Wochentag und Stunde</translation>
    </message>
    <message>
        <source>From step to step, with its figures</source>
        <translation>Von Schritt zu Schritt, mit den Zahlen</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Pos1</translation>
    </message>
    <message>
        <source>Import usage from a file</source>
        <translation>Nutzung aus einer Datei importieren</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Left, Right</source>
        <translation>Links, Rechts</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Open the menu</source>
        <translation>Das Menü öffnen</translation>
    </message>
    <message>
        <source>Pause or go on watching</source>
        <translation>Beobachtung pausieren oder fortsetzen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Refresh now</source>
        <translation>Jetzt aktualisieren</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Show the whole period</source>
        <translation>Den ganzen Zeitraum zeigen</translation>
    </message>
    <message>
        <source>This list; Ctrl+/ too</source>
        <translation>Diese Liste; auch Strg+/</translation>
    </message>
    <message>
        <source>To the next control; Shift+Tab goes back</source>
        <translation>Zum nächsten Element; Umschalt+Tab geht zurück</translation>
    </message>
    <message>
        <source>Usage and Reconcile</source>
        <translation>Nutzung und Abgleich</translation>
    </message>
    <message>
        <source>What can be done with a row; Shift+F10 too</source>
        <translation>Was mit einer Zeile geht; auch Umschalt+F10</translation>
    </message>
    <message>
        <source>Zoom in and out at the step</source>
        <translation>Am Schritt vergrößern und verkleinern</translation>
    </message>
</context>
<context>
    <name>SideBar</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message numerus="yes">
        <source>{n} unread</source>
        <comment>{n} unread</comment>
        <translation>
            <numerusform>{n} ungelesen</numerusform>
            <numerusform>{n} ungelesen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Snoozes</name>
    <message>
        <source>An alert that you snooze stays silent for its key, and is listed here until it wakes.</source>
        <translation>Ein Alarm, den Sie stummschalten, schweigt für seinen Schlüssel und steht hier, bis er wieder wach ist.</translation>
    </message>
    <message>
        <source>Nothing is snoozed</source>
        <translation>Nichts ist stummgeschaltet</translation>
    </message>
    <message>
        <source>Raise such alerts again</source>
        <translation>Solche Alarme wieder melden</translation>
    </message>
    <message>
        <source>Silent until {day}, {time}</source>
        <translation>Stumm bis {day}, {time}</translation>
    </message>
    <message>
        <source>Wake</source>
        <translation>Wecken</translation>
    </message>
    <message>
        <source>Wake “{name}”</source>
        <translation>„{name}“ wecken</translation>
    </message>
</context>
<context>
    <name>States</name>
    <message>
        <source>By hand</source>
        <translation>Von Hand</translation>
    </message>
    <message>
        <source>Needs a key</source>
        <translation>Braucht Schlüssel</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Stale</source>
        <translation>Veraltet</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Calls that programs recorded stand in what the service tells, too, if they are of the same organization: totals then hold them twice. Usage shows each account alone.</source>
        <translation>Aufrufe, die Programme aufgezeichnet haben, meldet auch der Dienst, wenn sie zur selben Organisation gehören: Summen enthalten sie dann doppelt. Unter Nutzung steht jedes Konto für sich.</translation>
    </message>
    <message>
        <source>Every model has a price</source>
        <translation>Jedes Modell hat einen Preis</translation>
    </message>
    <message>
        <source>Prices as of {day}, cover {part} of tokens</source>
        <translation>Preise vom {day} für {part} der Tokens</translation>
    </message>
    <message>
        <source>Prices {day}, cover {part}</source>
        <translation>Preise {day}, für {part}</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Updated {ago}</source>
        <translation>Aktualisiert {ago}</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>von Hand</translation>
    </message>
    <message>
        <source>fresh</source>
        <translation>aktuell</translation>
    </message>
    <message>
        <source>needs a key</source>
        <translation>braucht Schlüssel</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>veraltet</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>{account} may count twice</source>
        <translation>{account} zählt vielleicht doppelt</translation>
    </message>
    <message numerus="yes">
        <source>{n} need a key</source>
        <comment>1 needs a key</comment>
        <translation>
            <numerusform>1 braucht Schlüssel</numerusform>
            <numerusform>{n} brauchen Schlüssel</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Statuses</name>
    <message>
        <source>Followed by hand, by import and by programs.</source>
        <translation>Verfolgt von Hand, durch Import und durch Programme.</translation>
    </message>
    <message>
        <source>Not watched.</source>
        <translation>Wird nicht beobachtet.</translation>
    </message>
    <message>
        <source>Waiting for the first answer.</source>
        <translation>Wartet auf die erste Antwort.</translation>
    </message>
</context>
<context>
    <name>Tiers</name>
    <message>
        <source>All batch</source>
        <translation>Alles Batch</translation>
    </message>
    <message>
        <source>All fast</source>
        <translation>Alles Fast</translation>
    </message>
    <message>
        <source>All flex</source>
        <translation>Alles Flex</translation>
    </message>
    <message>
        <source>All priority</source>
        <translation>Alles Priority</translation>
    </message>
    <message>
        <source>All standard</source>
        <translation>Alles Standard</translation>
    </message>
    <message>
        <source>As billed</source>
        <translation>Wie abgerechnet</translation>
    </message>
</context>
<context>
    <name>ToggleSwitch</name>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Ein</translation>
    </message>
</context>
<context>
    <name>TokenKinds</name>
    <message>
        <source>Input from the cache</source>
        <translation>Eingabe aus dem Cache</translation>
    </message>
    <message>
        <source>Input into the cache</source>
        <translation>Eingabe in den Cache</translation>
    </message>
    <message>
        <source>Input, not cached</source>
        <translation>Eingabe ohne Cache</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>{ratio} tokens in for each token out.</source>
        <translation>{ratio} Eingabetokens je Ausgabetoken.</translation>
    </message>
    <message>
        <source>{ratio} tokens out for each token in.</source>
        <translation>{ratio} Ausgabetokens je Eingabetoken.</translation>
    </message>
</context>
<context>
    <name>Tokens</name>
    <message>
        <source>{count} tokens</source>
        <translation>{count} Tokens</translation>
    </message>
    <message numerus="yes">
        <source>{n} tokens</source>
        <comment>1 token</comment>
        <translation>
            <numerusform>1 Token</numerusform>
            <numerusform>{n} Tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>30 d</source>
        <translation>30 T</translation>
    </message>
    <message>
        <source>6 h</source>
        <translation>6 h</translation>
    </message>
    <message>
        <source>7 d</source>
        <translation>7 T</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>Frei</translation>
    </message>
    <message>
        <source>Days are cut in {zone}</source>
        <translation>Tage beginnen nach {zone}</translation>
    </message>
    <message>
        <source>Go on watching</source>
        <translation>Weiter beobachten</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>Monat</translation>
    </message>
    <message>
        <source>Not updated yet</source>
        <translation>Noch nicht aktualisiert</translation>
    </message>
    <message>
        <source>Only {names}. Click to show everything.</source>
        <translation>Nur {names}. Ein Klick zeigt alles.</translation>
    </message>
    <message>
        <source>Only {names}; show everything</source>
        <translation>Nur {names}; alles zeigen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausieren</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>Period: choose two days</source>
        <translation>Zeitraum: zwei Tage wählen</translation>
    </message>
    <message>
        <source>Period: {first} to {last}</source>
        <translation>Zeitraum: {first} bis {last}</translation>
    </message>
    <message>
        <source>Prices of the tier that was billed, or what all of it would cost in another</source>
        <translation>Preise der abgerechneten Stufe, oder was alles in einer anderen kosten würde</translation>
    </message>
    <message>
        <source>Refresh now</source>
        <translation>Jetzt aktualisieren</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>Tarifstufe</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Updated {ago}</source>
        <translation>Aktualisiert {ago}</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} h</translation>
    </message>
</context>
<context>
    <name>TopList</name>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>No usage in this period</source>
        <translation>Keine Nutzung in diesem Zeitraum</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Open UsageTracker</source>
        <translation>UsageTracker öffnen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausieren</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Refresh now</source>
        <translation>Jetzt aktualisieren</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Today {amount}</source>
        <translation>Heute {amount}</translation>
    </message>
    <message>
        <source>UsageTracker, paused</source>
        <translation>UsageTracker, pausiert</translation>
    </message>
    <message numerus="yes">
        <source>{n} new alerts</source>
        <comment>1 new alert</comment>
        <translation>
            <numerusform>1 neuer Alarm</numerusform>
            <numerusform>{n} neue Alarme</numerusform>
        </translation>
    </message>
    <message>
        <source>{rate} tokens/min</source>
        <translation>{rate} Tokens/min</translation>
    </message>
</context>
<context>
    <name>TrayFigures</name>
    <message>
        <source>Month end: ~{amount}</source>
        <translation>Monatsende: ~{amount}</translation>
    </message>
    <message>
        <source>This month: {amount}</source>
        <translation>Dieser Monat: {amount}</translation>
    </message>
    <message>
        <source>Today: {amount}</source>
        <translation>Heute: {amount}</translation>
    </message>
</context>
<context>
    <name>Trends</name>
    <message>
        <source>Most: {amount}, {step}</source>
        <translation>Am meisten: {amount}, {step}</translation>
    </message>
</context>
<context>
    <name>TypedAmounts</name>
    <message>
        <source>a day and a time such as 2026-11-24 15:00</source>
        <translation>ein Tag und eine Uhrzeit wie 2026-11-24 15:00</translation>
    </message>
    <message>
        <source>a day such as 2026-11-24, or nothing</source>
        <translation>ein Tag wie 2026-11-24 oder nichts</translation>
    </message>
    <message>
        <source>an amount in US dollars such as 25.50, or nothing</source>
        <translation>ein Betrag in US-Dollar wie 25,50, oder nichts</translation>
    </message>
    <message>
        <source>letters, digits and signs that can be printed</source>
        <translation>Buchstaben, Ziffern und druckbare Zeichen</translation>
    </message>
    <message>
        <source>per cents above 0 up to 100, such as 50; 80</source>
        <translation>Prozente über 0 bis 100, etwa 50; 80</translation>
    </message>
</context>
<context>
    <name>UndoNotice</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undo: {what}</source>
        <translation>Rückgängig: {what}</translation>
    </message>
</context>
<context>
    <name>UsageColumns</name>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>All input tokens, cached ones included</source>
        <translation>Alle Eingabetokens, auch die aus dem Cache</translation>
    </message>
    <message>
        <source>Cache write</source>
        <translation>In Cache</translation>
    </message>
    <message>
        <source>Cached</source>
        <translation>Cache</translation>
    </message>
    <message>
        <source>Cached %</source>
        <translation>Cache %</translation>
    </message>
    <message>
        <source>Context window</source>
        <translation>Kontextfenster</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Cost (USD)</source>
        <translation>Kosten (USD)</translation>
    </message>
    <message>
        <source>Cost over the period</source>
        <translation>Kosten im Lauf des Zeitraums</translation>
    </message>
    <message>
        <source>Cost status</source>
        <translation>Kostenstatus</translation>
    </message>
    <message>
        <source>From the price sheet, at the tier in view</source>
        <translation>Nach der Preisliste, in der gezeigten Stufe</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Input tokens read from a cache</source>
        <translation>Aus einem Cache gelesene Eingabetokens</translation>
    </message>
    <message>
        <source>Input tokens written to a cache</source>
        <translation>In einen Cache geschriebene Eingabetokens</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Nobody told these: they are unknown</source>
        <translation>Niemand hat sie genannt: sie sind unbekannt</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Output tokens</source>
        <translation>Ausgabetokens</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Requests to models</source>
        <translation>Anfragen an Modelle</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Dienst</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>The share of input that was read from a cache</source>
        <translation>Anteil der Eingabe, der aus einem Cache kam</translation>
    </message>
    <message>
        <source>The share of the cost of all rows</source>
        <translation>Anteil an den Kosten aller Zeilen</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>Tarifstufe</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>{cached} of {every} input tokens</source>
        <translation>{cached} von {every} Eingabetokens</translation>
    </message>
</context>
<context>
    <name>UsageForm</name>
    <message>
        <source>Add usage of {account}</source>
        <translation>Nutzung von {account} eintragen</translation>
    </message>
    <message>
        <source>All of it, cached included.</source>
        <translation>Alle, auch die aus dem Cache.</translation>
    </message>
    <message>
        <source>Cached input</source>
        <translation>Eingabe aus dem Cache</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Edit an entry of {account}</source>
        <translation>Einen Eintrag von {account} bearbeiten</translation>
    </message>
    <message>
        <source>Empty: estimated from the price sheet.</source>
        <translation>Leer: nach der Preisliste geschätzt.</translation>
    </message>
    <message>
        <source>Enter at least one count, or the cost.</source>
        <translation>Geben Sie wenigstens eine Anzahl oder die Kosten ein.</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Kept with the entry and in exports.</source>
        <translation>Bleibt beim Eintrag und in Exporten.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Not taken: cached input is a part of the input and can&apos;t be more.</source>
        <translation>Nicht übernommen: Eingabe aus dem Cache ist ein Teil der Eingabe und kann nicht mehr sein.</translation>
    </message>
    <message>
        <source>Not taken: this is too long ago.</source>
        <translation>Nicht übernommen: Das ist zu lange her.</translation>
    </message>
    <message>
        <source>Not taken: this lies in the future.</source>
        <translation>Nicht übernommen: Das liegt in der Zukunft.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>The part of the input that came from a cache.</source>
        <translation>Der Teil der Eingabe, der aus einem Cache kam.</translation>
    </message>
    <message>
        <source>US dollars</source>
        <translation>US-Dollar</translation>
    </message>
    <message>
        <source>What you leave empty stays unknown: it is not taken for 0.</source>
        <translation>Was Sie leer lassen, bleibt unbekannt: es gilt nicht als 0.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Tokens</translation>
    </message>
</context>
<context>
    <name>UsageGrid</name>
    <message>
        <source>Total of {shown}</source>
        <translation>Summe von {shown}</translation>
    </message>
    <message>
        <source>Total of {shown} of {every}</source>
        <translation>Summe von {shown} aus {every}</translation>
    </message>
    <message>
        <source>Totals</source>
        <translation>Summen</translation>
    </message>
    <message>
        <source>Usage by key and model</source>
        <translation>Nutzung nach Schlüssel und Modell</translation>
    </message>
</context>
<context>
    <name>UsagePage</name>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>As soon as a watched key is used, it will be here.</source>
        <translation>Sobald ein beobachteter Schlüssel genutzt wird, steht er hier.</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Zeilen kopieren</translation>
    </message>
    <message>
        <source>Copy the selected rows, or all, with headers and exact counts (Ctrl+C)</source>
        <translation>Gewählte Zeilen oder alle kopieren, mit Kopfzeile und genauen Zahlen (Strg+C)</translation>
    </message>
    <message>
        <source>Everything apart</source>
        <translation>Alles einzeln</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Filter by key, project, model or tier</source>
        <translation>Nach Schlüssel, Projekt, Modell oder Stufe filtern</translation>
    </message>
    <message>
        <source>Filter rows</source>
        <translation>Zeilen filtern</translation>
    </message>
    <message>
        <source>Group rows by</source>
        <translation>Zeilen gruppieren nach</translation>
    </message>
    <message>
        <source>Group: {title}</source>
        <translation>Gruppe: {title}</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Key and model</source>
        <translation>Schlüssel und Modell</translation>
    </message>
    <message>
        <source>Keys and models that were used will be here.</source>
        <translation>Hier stehen genutzte Schlüssel und Modelle.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Model and context window</source>
        <translation>Modell und Kontextfenster</translation>
    </message>
    <message>
        <source>Model and tier</source>
        <translation>Modell und Stufe</translation>
    </message>
    <message>
        <source>No row matches</source>
        <translation>Keine Zeile passt</translation>
    </message>
    <message>
        <source>No usage in 30 days</source>
        <translation>Keine Nutzung in 30 Tagen</translation>
    </message>
    <message>
        <source>No usage in this period</source>
        <translation>Keine Nutzung in diesem Zeitraum</translation>
    </message>
    <message>
        <source>Nothing read yet</source>
        <translation>Noch nichts gelesen</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Rows hold names and IDs of keys, projects, models and tiers.</source>
        <translation>Zeilen enthalten Namen und IDs von Schlüsseln, Projekten, Modellen und Stufen.</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Dienst</translation>
    </message>
    <message>
        <source>Show 30 days</source>
        <translation>30 Tage zeigen</translation>
    </message>
    <message>
        <source>Show its alerts</source>
        <translation>Alarme dazu zeigen</translation>
    </message>
    <message>
        <source>Show its chart</source>
        <translation>Diagramm dazu zeigen</translation>
    </message>
    <message>
        <source>Show its key</source>
        <translation>Schlüssel dazu zeigen</translation>
    </message>
    <message>
        <source>Show only this</source>
        <translation>Nur das zeigen</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>Sortieren nach</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>Tarifstufe</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Nutzung</translation>
    </message>
    <message>
        <source>Usage by key and model will be here after the first answer.</source>
        <translation>Nutzung nach Schlüssel und Modell steht hier nach der ersten Antwort.</translation>
    </message>
</context>
<context>
    <name>WhatIf</name>
    <message>
        <source>Against billed</source>
        <translation>Gegenüber Rechnung</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>Alle Schlüssel</translation>
    </message>
    <message>
        <source>Caching cost {amount} more than it saved.</source>
        <translation>Caching hat {amount} mehr gekostet als gespart.</translation>
    </message>
    <message>
        <source>Caching saved</source>
        <translation>Durch Cache gespart</translation>
    </message>
    <message>
        <source>Caching saved nothing.</source>
        <translation>Caching hat nichts gespart.</translation>
    </message>
    <message>
        <source>Caching saved {amount} ({part}).</source>
        <translation>Caching hat {amount} gespart ({part}).</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the chosen rows, or all, with headers and exact costs (Ctrl+C)</source>
        <translation>Gewählte Zeilen oder alle kopieren, mit Kopfzeile und genauen Kosten (Strg+C)</translation>
    </message>
    <message>
        <source>Copy the table of tiers</source>
        <translation>Die Tabelle der Tarifstufen kopieren</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Cost of each key in each tier</source>
        <translation>Kosten jedes Schlüssels in jeder Tarifstufe</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>No price</source>
        <translation>Ohne Preis</translation>
    </message>
    <message>
        <source>No tier would have been cheaper.</source>
        <translation>Keine Stufe wäre billiger gewesen.</translation>
    </message>
    <message>
        <source>The same usage in each tier</source>
        <translation>Dieselbe Nutzung in jeder Stufe</translation>
    </message>
    <message>
        <source>Where some of the usage has no price in a tier, its cost is a lower bound and can&apos;t be compared.</source>
        <translation>Wo ein Teil der Nutzung in einer Tarifstufe keinen Preis hat, sind ihre Kosten eine Untergrenze und nicht vergleichbar.</translation>
    </message>
    <message>
        <source>Without a price</source>
        <translation>Ohne Preis</translation>
    </message>
    <message>
        <source>{part} of tokens</source>
        <translation>{part} der Tokens</translation>
    </message>
    <message>
        <source>{tier} would have saved {amount} ({part}).</source>
        <translation>{tier} hätte {amount} gespart ({part}).</translation>
    </message>
</context>
<context>
    <name>WindowMenu</name>
    <message>
        <source>About UsageTracker</source>
        <translation>Über UsageTracker</translation>
    </message>
    <message>
        <source>Export, import, keyboard shortcuts, about ({keys})</source>
        <translation>Export, Import, Tastenkürzel, Über ({keys})</translation>
    </message>
    <message>
        <source>Import usage from a file…</source>
        <translation>Nutzung aus einer Datei importieren…</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Picture of this page…</source>
        <translation>Bild dieser Seite…</translation>
    </message>
    <message>
        <source>Report as a web page…</source>
        <translation>Bericht als Webseite…</translation>
    </message>
    <message>
        <source>Rows as CSV…</source>
        <translation>Zeilen als CSV…</translation>
    </message>
    <message>
        <source>Rows as JSON…</source>
        <translation>Zeilen als JSON…</translation>
    </message>
</context>
<context>
    <name>Zones</name>
    <message>
        <source>Africa</source>
        <translation>Afrika</translation>
    </message>
    <message>
        <source>America</source>
        <translation>Amerika</translation>
    </message>
    <message>
        <source>Antarctica</source>
        <translation>Antarktis</translation>
    </message>
    <message>
        <source>Asia</source>
        <translation>Asien</translation>
    </message>
    <message>
        <source>Atlantic</source>
        <translation>Atlantik</translation>
    </message>
    <message>
        <source>Australia</source>
        <translation>Australien</translation>
    </message>
    <message>
        <source>Europe</source>
        <translation>Europa</translation>
    </message>
    <message>
        <source>Indian</source>
        <translation>Indischer Ozean</translation>
    </message>
    <message>
        <source>Pacific</source>
        <translation>Pazifik</translation>
    </message>
    <message>
        <source>UTC, as the services bill</source>
        <translation>UTC, wie die Dienste abrechnen</translation>
    </message>
    <message>
        <source>{zone}, this computer</source>
        <translation>{zone}, dieser Computer</translation>
    </message>
</context>
</TS>
