<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>About UsageTracker</source>
        <translation>Acerca de UsageTracker</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Data folder: {folder}</source>
        <translation>Carpeta de datos: {folder}</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Licencias</translation>
    </message>
    <message>
        <source>Made with Qt {version}, which is under the LGPL.</source>
        <translation>Hecho con Qt {version}, bajo licencia LGPL.</translation>
    </message>
    <message>
        <source>Newer versions are looked for once a day; nothing is known yet.</source>
        <translation>Las versiones nuevas se buscan una vez al día; aún no se sabe nada.</translation>
    </message>
    <message>
        <source>Nobody looks for newer versions: USAGE_TRACKER_OFFLINE is set.</source>
        <translation>No se buscan versiones nuevas: USAGE_TRACKER_OFFLINE está definida.</translation>
    </message>
    <message>
        <source>Nobody looks for newer versions: that is switched off in the settings.</source>
        <translation>No se buscan versiones nuevas: está desactivado en los ajustes.</translation>
    </message>
    <message>
        <source>Nobody looks for newer versions: this build has no release feed. The settings can name one.</source>
        <translation>No se buscan versiones nuevas: este programa no tiene fuente de versiones. Los ajustes pueden indicar una.</translation>
    </message>
    <message>
        <source>Open data folder</source>
        <translation>Abrir la carpeta de datos</translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation>Abrir su página</translation>
    </message>
    <message>
        <source>This is the newest version: looked on {day}.</source>
        <translation>Esta es la versión más nueva: comprobado el {day}.</translation>
    </message>
    <message>
        <source>Version {version} of {day} is there.</source>
        <translation>Ya está la versión {version} del {day}.</translation>
    </message>
    <message>
        <source>What your LLM API keys use and cost, while it happens.</source>
        <translation>Lo que usan y cuestan sus claves de API de LLM, mientras ocurre.</translation>
    </message>
    <message>
        <source>Whether there is a newer version is not known.</source>
        <translation>No se sabe si hay una versión nueva.</translation>
    </message>
</context>
<context>
    <name>AccountCards</name>
    <message>
        <source>Add usage</source>
        <translation>Añadir uso</translation>
    </message>
    <message numerus="yes">
        <source>All {n} accounts</source>
        <comment>The account</comment>
        <translation>
            <numerusform>La cuenta</numerusform>
            <numerusform>Las {n} cuentas</numerusform>
        </translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>A mano</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Enter key</source>
        <translation>Introducir</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Límite</translation>
    </message>
    <message>
        <source>Monthly limit of {account}</source>
        <translation>Límite mensual de {account}</translation>
    </message>
    <message>
        <source>Near its limit</source>
        <translation>Cerca del límite</translation>
    </message>
    <message>
        <source>Needs a key</source>
        <translation>Falta la clave</translation>
    </message>
    <message>
        <source>No usage this month</source>
        <translation>Sin uso este mes</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>Over its limit</source>
        <translation>Sobre el límite</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Stale</source>
        <translation>Atrasada</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>of {limit}</source>
        <translation>de {limit}</translation>
    </message>
    <message>
        <source>this month</source>
        <translation>este mes</translation>
    </message>
    <message>
        <source>{left} of {quota} requests left</source>
        <translation>Quedan {left} de {quota} peticiones</translation>
    </message>
    <message>
        <source>{left} of {quota} tokens left</source>
        <translation>Quedan {left} de {quota} tokens</translation>
    </message>
    <message>
        <source>{price} a month</source>
        <translation>{price} al mes</translation>
    </message>
    <message>
        <source>{today} tokens today, {month} this month</source>
        <translation>{today} tokens hoy, {month} este mes</translation>
    </message>
</context>
<context>
    <name>AccountDeletion</name>
    <message>
        <source>All of its usage, costs and alerts in this app&apos;s history</source>
        <translation>Todo su uso, sus costes y alertas en el historial de esta aplicación</translation>
    </message>
    <message>
        <source>Delete account and history</source>
        <translation>Eliminar cuenta e historial</translation>
    </message>
    <message>
        <source>Delete this account?</source>
        <translation>¿Eliminar esta cuenta?</translation>
    </message>
    <message>
        <source>Delete “{name}”?</source>
        <translation>¿Eliminar «{name}»?</translation>
    </message>
    <message>
        <source>Its admin key in the keychain of this computer</source>
        <translation>Su clave de administración en el llavero de este equipo</translation>
    </message>
    <message>
        <source>Its alerts, budgets, limits, own prices and plan, and the names of its keys</source>
        <translation>Sus alertas, presupuestos, límites, precios propios y plan, y los nombres de sus claves</translation>
    </message>
    <message>
        <source>Its place in the list; nothing was read yet</source>
        <translation>Su lugar en la lista; aún no se ha leído nada</translation>
    </message>
    <message>
        <source>Its usage since {day}</source>
        <translation>Su uso desde el {day}</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Conservarla</translation>
    </message>
    <message>
        <source>Nothing changes at the service: its keys, its bills and its own records stay.</source>
        <translation>En el servicio no cambia nada: sus claves, facturas y registros se quedan.</translation>
    </message>
    <message>
        <source>This is lost:</source>
        <translation>Esto se pierde:</translation>
    </message>
</context>
<context>
    <name>AccountDetails</name>
    <message>
        <source>Add usage</source>
        <translation>Añadir uso</translation>
    </message>
    <message>
        <source>As reports and alerts call it.</source>
        <translation>Así la llaman los informes y las alertas.</translation>
    </message>
    <message>
        <source>Delete this account</source>
        <translation>Eliminar esta cuenta</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Eliminar…</translation>
    </message>
    <message>
        <source>Drawn as a bar on its card.</source>
        <translation>Una barra en su tarjeta.</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Límite</translation>
    </message>
    <message>
        <source>Monthly limit in US dollars</source>
        <translation>Límite mensual en dólares</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Name of the account</source>
        <translation>Nombre de la cuenta</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Sin límite</translation>
    </message>
    <message>
        <source>Not taken: an account needs a name.</source>
        <translation>No se aceptó: una cuenta necesita un nombre.</translation>
    </message>
    <message>
        <source>Not taken: another account has this name.</source>
        <translation>No se aceptó: otra cuenta ya se llama así.</translation>
    </message>
    <message>
        <source>Off: nothing is asked; what was read stays.</source>
        <translation>No: no se consulta nada; lo leído se queda.</translation>
    </message>
    <message>
        <source>Show its usage</source>
        <translation>Ver su uso</translation>
    </message>
    <message>
        <source>US dollars a month</source>
        <translation>dólares al mes</translation>
    </message>
    <message>
        <source>Watch this account</source>
        <translation>Vigilar esta cuenta</translation>
    </message>
    <message>
        <source>Watching</source>
        <translation>Vigilancia</translation>
    </message>
    <message>
        <source>{state}, updated {ago}</source>
        <translation>{state}, actualizada {ago}</translation>
    </message>
</context>
<context>
    <name>AccountEntries</name>
    <message>
        <source>An entry is removed: {figures}.</source>
        <translation>Se ha quitado una entrada: {figures}.</translation>
    </message>
    <message>
        <source>Edit the entry of {when}</source>
        <translation>Editar la entrada de {when}</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Entradas</translation>
    </message>
    <message>
        <source>Remove the entry of {when}</source>
        <translation>Quitar la entrada de {when}</translation>
    </message>
    <message>
        <source>The last ones that were entered, imported or told by programs.</source>
        <translation>Las últimas que se introdujeron, importaron o comunicaron los programas.</translation>
    </message>
    <message>
        <source>input {count}</source>
        <translation>entrada {count}</translation>
    </message>
    <message>
        <source>output {count}</source>
        <translation>salida {count}</translation>
    </message>
    <message>
        <source>requests {count}</source>
        <translation>peticiones {count}</translation>
    </message>
</context>
<context>
    <name>AccountForm</name>
    <message>
        <source>Admin key</source>
        <translation>Clave de administración</translation>
    </message>
    <message>
        <source>Asking …</source>
        <translation>Preguntando…</translation>
    </message>
    <message>
        <source>Choose keys by name</source>
        <translation>Elegir claves por nombre</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>Every key</source>
        <translation>Todas las claves</translation>
    </message>
    <message>
        <source>It works.</source>
        <translation>Funciona.</translation>
    </message>
    <message>
        <source>Kept in the system&apos;s keychain, shown nowhere.</source>
        <translation>Se guarda en el llavero del sistema y no se muestra.</translation>
    </message>
    <message>
        <source>Key IDs</source>
        <translation>ID de claves</translation>
    </message>
    <message>
        <source>Saving …</source>
        <translation>Guardando…</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Probar</translation>
    </message>
    <message>
        <source>Test the connection</source>
        <translation>Probar la conexión</translation>
    </message>
    <message>
        <source>The API keys to watch; nothing: every key.</source>
        <translation>Las claves de API vigiladas; vacío: todas.</translation>
    </message>
    <message>
        <source>The new key is in the keychain; the next refresh uses it.</source>
        <translation>La nueva clave está en el llavero; la próxima actualización la usará.</translation>
    </message>
    <message>
        <source>This account has no keys yet.</source>
        <translation>Esta cuenta aún no tiene claves.</translation>
    </message>
</context>
<context>
    <name>AccountPlan</name>
    <message>
        <source>A fixed price a month, beside what is metered.</source>
        <translation>Un precio fijo al mes, junto a lo que se mide.</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Añadir…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Edit the plan</source>
        <translation>Editar el plan</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Editar…</translation>
    </message>
    <message>
        <source>Empty: no limit, or unknown.</source>
        <translation>Vacío: sin límite, o desconocido.</translation>
    </message>
    <message>
        <source>Metered, the same use would have cost {amount}</source>
        <translation>Medido, el mismo uso habría costado {amount}</translation>
    </message>
    <message>
        <source>Name of the plan</source>
        <translation>Nombre del plan</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguno</translation>
    </message>
    <message>
        <source>Of the month; 31 is the last of any.</source>
        <translation>Del mes; 31 es el último de cualquiera.</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Precio</translation>
    </message>
    <message>
        <source>Quota</source>
        <translation>Cuota</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Remove the plan</source>
        <translation>Quitar el plan</translation>
    </message>
    <message>
        <source>Reset day</source>
        <translation>Día de reinicio</translation>
    </message>
    <message>
        <source>Save plan</source>
        <translation>Guardar el plan</translation>
    </message>
    <message>
        <source>Sessions at once</source>
        <translation>Sesiones a la vez</translation>
    </message>
    <message>
        <source>US dollars a month</source>
        <translation>dólares al mes</translation>
    </message>
    <message>
        <source>Unit of the quota</source>
        <translation>Unidad de la cuota</translation>
    </message>
    <message>
        <source>a name such as Plus</source>
        <translation>un nombre como Plus</translation>
    </message>
    <message>
        <source>an amount such as 20; 0 for a free plan</source>
        <translation>un importe como 20; 0 para un plan gratuito</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>peticiones</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>tokens</translation>
    </message>
    <message>
        <source>{left} of {quota} {unit} left until {day}, {used} used</source>
        <translation>Quedan {left} de {quota} {unit} hasta el {day}, {used} en uso</translation>
    </message>
    <message>
        <source>{most} of {limit} sessions at once</source>
        <translation>{most} de {limit} sesiones a la vez</translation>
    </message>
    <message>
        <source>{plan}, {price} a month</source>
        <translation>{plan}, {price} al mes</translation>
    </message>
    <message>
        <source>{used} {unit} since the last reset, until {day}</source>
        <translation>{used} {unit} desde el último reinicio, hasta el {day}</translation>
    </message>
</context>
<context>
    <name>AccountPrices</name>
    <message>
        <source>A UTC day such as 2026-11-24; empty: always.</source>
        <translation>Un día UTC como 2026-11-24; vacío: siempre.</translation>
    </message>
    <message>
        <source>A price of {model} is added.</source>
        <translation>Se añadió un precio de {model}.</translation>
    </message>
    <message>
        <source>Add a price</source>
        <translation>Añadir un precio</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Añadir…</translation>
    </message>
    <message>
        <source>As published</source>
        <translation>Como se publican</translation>
    </message>
    <message>
        <source>As the service calls it.</source>
        <translation>Como lo llama el servicio.</translation>
    </message>
    <message>
        <source>Cache write</source>
        <translation>Escritura en caché</translation>
    </message>
    <message>
        <source>Cached input</source>
        <translation>Entrada en caché</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Edit the price of {model}</source>
        <translation>Editar el precio de {model}</translation>
    </message>
    <message>
        <source>Empty: at the price of input.</source>
        <translation>Vacío: al precio de la entrada.</translation>
    </message>
    <message>
        <source>Holds from</source>
        <translation>Vale desde</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Entrada</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Of single models, for a million tokens, in place of the published ones.</source>
        <translation>De algunos modelos, por millón de tokens, en lugar de los publicados.</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Salida</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>Precios</translation>
    </message>
    <message>
        <source>Remove the price of {model}</source>
        <translation>Quitar el precio de {model}</translation>
    </message>
    <message>
        <source>Save price</source>
        <translation>Guardar precio</translation>
    </message>
    <message>
        <source>The price of {model} is changed.</source>
        <translation>Se cambió el precio de {model}.</translation>
    </message>
    <message>
        <source>The price of {model} is removed.</source>
        <translation>Se quitó el precio de {model}.</translation>
    </message>
    <message>
        <source>Tier of the price</source>
        <translation>Nivel del precio</translation>
    </message>
    <message>
        <source>US dollars a million tokens</source>
        <translation>dólares por millón de tokens</translation>
    </message>
    <message>
        <source>a model such as gpt-5.1</source>
        <translation>un modelo como gpt-5.1</translation>
    </message>
    <message>
        <source>an amount such as 1.25; 0 is free. Input or output is needed</source>
        <translation>un importe como 1,25; 0 es gratis. Hace falta la entrada o la salida</translation>
    </message>
    <message>
        <source>cache write {price}</source>
        <translation>escritura en caché {price}</translation>
    </message>
    <message>
        <source>cached {price}</source>
        <translation>caché {price}</translation>
    </message>
    <message>
        <source>from {day}</source>
        <translation>desde el {day}</translation>
    </message>
    <message>
        <source>input {price}</source>
        <translation>entrada {price}</translation>
    </message>
    <message>
        <source>output {price}</source>
        <translation>salida {price}</translation>
    </message>
</context>
<context>
    <name>AccountSettings</name>
    <message>
        <source>Account</source>
        <translation>Cuenta</translation>
    </message>
    <message>
        <source>Add an account</source>
        <translation>Añadir una cuenta</translation>
    </message>
    <message>
        <source>An account is one organization at one service.</source>
        <translation>Una cuenta es una organización en un servicio.</translation>
    </message>
    <message>
        <source>Needs an admin key.</source>
        <translation>Necesita una clave de administración.</translation>
    </message>
    <message>
        <source>No account yet</source>
        <translation>Aún no hay cuentas</translation>
    </message>
</context>
<context>
    <name>AccountsPage</name>
    <message>
        <source>Accounts</source>
        <translation>Cuentas</translation>
    </message>
    <message>
        <source>Add account</source>
        <translation>Añadir cuenta</translation>
    </message>
    <message>
        <source>An account is one organization at one service. With its admin key you see what each of its keys uses.</source>
        <translation>Una cuenta es una organización en un servicio. Con su clave de administración se ve lo que usa cada una de sus claves.</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Cambios</translation>
    </message>
    <message>
        <source>No account yet</source>
        <translation>Aún no hay cuentas</translation>
    </message>
    <message>
        <source>No changes yet</source>
        <translation>Aún no hay cambios</translation>
    </message>
    <message>
        <source>What to list</source>
        <translation>Qué listar</translation>
    </message>
    <message>
        <source>Whatever is done to an account will be listed here, with the time.</source>
        <translation>Lo que se haga con una cuenta aparecerá aquí, con la hora.</translation>
    </message>
    <message>
        <source>{count} of {most}</source>
        <translation>{count} de {most}</translation>
    </message>
</context>
<context>
    <name>AddAccount</name>
    <message>
        <source>Add account</source>
        <translation>Añadir cuenta</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>Address of the service</source>
        <translation>Dirección del servicio</translation>
    </message>
    <message>
        <source>Admin key</source>
        <translation>Clave de administración</translation>
    </message>
    <message>
        <source>An account needs a name.</source>
        <translation>Una cuenta necesita un nombre.</translation>
    </message>
    <message>
        <source>An admin key goes over https only: change http:// to https:// in the address.</source>
        <translation>Una clave de administración solo viaja por https: cambie http:// por https:// en la dirección.</translation>
    </message>
    <message>
        <source>Another account has this name.</source>
        <translation>Otra cuenta ya se llama así.</translation>
    </message>
    <message>
        <source>Asking the service</source>
        <translation>Preguntando al servicio</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>How to get one</source>
        <translation>Cómo obtenerla</translation>
    </message>
    <message>
        <source>It goes to the system&apos;s keychain, and from there to this address only.</source>
        <translation>Va al llavero del sistema y de allí solo a esta dirección.</translation>
    </message>
    <message numerus="yes">
        <source>It works: {n} keys found.</source>
        <comment>It works: 1 key found.</comment>
        <translation>
            <numerusform>Funciona: 1 clave encontrada.</numerusform>
            <numerusform>Funciona: {n} claves encontradas.</numerusform>
        </translation>
    </message>
    <message>
        <source>Its admin key</source>
        <translation>Su clave de administración</translation>
    </message>
    <message>
        <source>Its name</source>
        <translation>Su nombre</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Name of the account</source>
        <translation>Nombre de la cuenta</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Siguiente</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>Servicios</translation>
    </message>
    <message>
        <source>Step {step} of {steps}</source>
        <translation>Paso {step} de {steps}</translation>
    </message>
    <message>
        <source>The address does not look like https://api.example.com/v1.</source>
        <translation>La dirección no se parece a https://api.example.com/v1.</translation>
    </message>
    <message>
        <source>Tick the keys to watch, or none to watch every key.</source>
        <translation>Marque las claves que vigilar, o ninguna para vigilarlas todas.</translation>
    </message>
    <message>
        <source>Which keys?</source>
        <translation>¿Qué claves?</translation>
    </message>
    <message>
        <source>Which service?</source>
        <translation>¿Qué servicio?</translation>
    </message>
    <message>
        <source>keys by name</source>
        <translation>claves con nombre</translation>
    </message>
    <message>
        <source>projects</source>
        <translation>proyectos</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>peticiones</translation>
    </message>
    <message>
        <source>the tier</source>
        <translation>el nivel</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>tokens</translation>
    </message>
    <message>
        <source>what it bills</source>
        <translation>lo que factura</translation>
    </message>
    <message>
        <source>{first} and {last}</source>
        <translation>{first} y {last}</translation>
    </message>
    <message>
        <source>{service} has no usage API: its usage is followed by hand or by import, without a key.</source>
        <translation>{service} no tiene API de uso: su uso se sigue a mano o por importación, sin clave.</translation>
    </message>
    <message>
        <source>{service} tells {words}.</source>
        <translation>{service} informa de {words}.</translation>
    </message>
</context>
<context>
    <name>Age</name>
    <message>
        <source>{age} ago</source>
        <translation>hace {age}</translation>
    </message>
</context>
<context>
    <name>AlertBanner</name>
    <message>
        <source>Alert: {what}</source>
        <translation>Alerta: {what}</translation>
    </message>
    <message>
        <source>Mark all alerts as seen</source>
        <translation>Marcar todas las alertas como vistas</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Mostrar</translation>
    </message>
    <message>
        <source>Show the alert&apos;s key</source>
        <translation>Mostrar la clave de la alerta</translation>
    </message>
    <message>
        <source>Snooze</source>
        <translation>Silenciar</translation>
    </message>
    <message>
        <source>Snooze this alert</source>
        <translation>Silenciar esta alerta</translation>
    </message>
    <message>
        <source>Stay silent about this for an hour</source>
        <translation>No avisar de esto durante una hora</translation>
    </message>
    <message numerus="yes">
        <source>{n} more</source>
        <comment>1 more</comment>
        <translation>
            <numerusform>1 más</numerusform>
            <numerusform>{n} más</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AlertChannels</name>
    <message>
        <source>Add</source>
        <translation>Añadir</translation>
    </message>
    <message>
        <source>Add the channel</source>
        <translation>Añadir el canal</translation>
    </message>
    <message>
        <source>Address of the channel</source>
        <translation>Dirección del canal</translation>
    </message>
    <message>
        <source>Another channel has this name.</source>
        <translation>Otro canal ya se llama así.</translation>
    </message>
    <message>
        <source>At once</source>
        <translation>Al instante</translation>
    </message>
    <message>
        <source>Daily</source>
        <translation>Cada día</translation>
    </message>
    <message>
        <source>Give it a name first, then paste the address again.</source>
        <translation>Póngale antes un nombre y pegue de nuevo la dirección.</translation>
    </message>
    <message>
        <source>Hourly</source>
        <translation>Cada hora</translation>
    </message>
    <message>
        <source>How often {channel} is used</source>
        <translation>Con qué frecuencia se usa {channel}</translation>
    </message>
    <message>
        <source>Name of the channel</source>
        <translation>Nombre del canal</translation>
    </message>
    <message>
        <source>Name, such as team</source>
        <translation>Nombre, p. ej. equipo</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Remove {channel}</source>
        <translation>Quitar {channel}</translation>
    </message>
    <message>
        <source>Send a test</source>
        <translation>Enviar prueba</translation>
    </message>
    <message>
        <source>Send a test to {channel}</source>
        <translation>Enviar una prueba a {channel}</translation>
    </message>
    <message>
        <source>Send alerts to</source>
        <translation>Enviar alertas a</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>Enviando…</translation>
    </message>
    <message>
        <source>https://… for a webhook or Slack, mailtos://USER:PASSWORD@HOST?to=… for e-mail. Kept in the keychain.</source>
        <translation>https://… para webhook o Slack, mailtos://USER:PASSWORD@HOST?to=… para correo. Se guarda en el llavero.</translation>
    </message>
</context>
<context>
    <name>Alerts</name>
    <message>
        <source>Budget</source>
        <translation>Presupuesto</translation>
    </message>
    <message>
        <source>Cost over its threshold</source>
        <translation>Coste sobre el umbral</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>Crítica</translation>
    </message>
    <message>
        <source>Request spike</source>
        <translation>Pico de peticiones</translation>
    </message>
    <message>
        <source>Service down</source>
        <translation>Servicio caído</translation>
    </message>
    <message>
        <source>The budget {who} is used up: {value} of {limit}</source>
        <translation>El presupuesto {who} se agotó: {value} de {limit}</translation>
    </message>
    <message>
        <source>The budget {who} nears its limit: {value} spent, warned from {limit}</source>
        <translation>El presupuesto {who} se acerca al límite: {value} gastados, aviso desde {limit}</translation>
    </message>
    <message>
        <source>The day has cost {value}, limit {limit}</source>
        <translation>El día ha costado {value}, límite {limit}</translation>
    </message>
    <message>
        <source>Token spike</source>
        <translation>Pico de tokens</translation>
    </message>
    <message>
        <source>Unusual use</source>
        <translation>Uso inusual</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Aviso</translation>
    </message>
    <message>
        <source>read</source>
        <translation>leída</translation>
    </message>
    <message>
        <source>unread</source>
        <translation>sin leer</translation>
    </message>
    <message>
        <source>{model} on {key}</source>
        <translation>{model} con {key}</translation>
    </message>
    <message>
        <source>{who} has not answered for {value}</source>
        <translation>{who} no responde desde hace {value}</translation>
    </message>
    <message>
        <source>{who} made {value} requests/min, limit {limit}</source>
        <translation>{who}: {value} peticiones/min, límite {limit}</translation>
    </message>
    <message>
        <source>{who} used {value} tokens in an hour, unusual above {limit}</source>
        <translation>{who}: {value} tokens en una hora, inusual desde {limit}</translation>
    </message>
    <message>
        <source>{who} used {value} tokens/min, limit {limit}</source>
        <translation>{who}: {value} tokens/min, límite {limit}</translation>
    </message>
    <message>
        <source>“{key}”</source>
        <translation>«{key}»</translation>
    </message>
</context>
<context>
    <name>AlertsPage</name>
    <message>
        <source>Alerts</source>
        <translation>Alertas</translation>
    </message>
    <message>
        <source>Alerts to list</source>
        <translation>Qué alertas</translation>
    </message>
    <message>
        <source>Alerts, newest first</source>
        <translation>Alertas, las más nuevas primero</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todas</translation>
    </message>
    <message>
        <source>All alerts have been read. They stay under All for 30 days.</source>
        <translation>Todas las alertas están leídas. Se quedan 30 días en Todas.</translation>
    </message>
    <message>
        <source>Budgets</source>
        <translation>Presupuestos</translation>
    </message>
    <message>
        <source>For 1 hour</source>
        <translation>Durante 1 hora</translation>
    </message>
    <message>
        <source>For 7 days</source>
        <translation>Durante 7 días</translation>
    </message>
    <message>
        <source>For 8 hours</source>
        <translation>Durante 8 horas</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Límites</translation>
    </message>
    <message>
        <source>Mark all as read</source>
        <translation>Todas leídas</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Leída</translation>
    </message>
    <message>
        <source>Mark every alert as read</source>
        <translation>Marcar todas las alertas como leídas</translation>
    </message>
    <message>
        <source>Mark the chosen alerts as read (Delete)</source>
        <translation>Marcar las alertas elegidas como leídas (Supr)</translation>
    </message>
    <message numerus="yes">
        <source>Mark {n} alerts as read (Delete)</source>
        <comment>Mark 1 alert as read (Delete)</comment>
        <translation>
            <numerusform>Marcar 1 alerta como leída (Supr)</numerusform>
            <numerusform>Marcar {n} alertas como leídas (Supr)</numerusform>
        </translation>
    </message>
    <message>
        <source>No alerts</source>
        <translation>Sin alertas</translation>
    </message>
    <message>
        <source>No such alert about this key for a while</source>
        <translation>Por un tiempo, sin alertas así de esta clave</translation>
    </message>
    <message>
        <source>Nothing unread</source>
        <translation>Nada sin leer</translation>
    </message>
    <message>
        <source>Set limits</source>
        <translation>Fijar límites</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Mostrar</translation>
    </message>
    <message>
        <source>Show the alert&apos;s key in the window (Enter)</source>
        <translation>Mostrar la clave de la alerta en la ventana (Intro)</translation>
    </message>
    <message>
        <source>Snooze</source>
        <translation>Silenciar</translation>
    </message>
    <message>
        <source>Snoozed</source>
        <translation>Silenciadas</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>Sin leer</translation>
    </message>
    <message>
        <source>What to show</source>
        <translation>Qué se muestra</translation>
    </message>
    <message>
        <source>When a key spikes or a limit is passed, it will be listed here and told by a notification.</source>
        <translation>Si una clave se dispara o se pasa un límite, aparecerá aquí y lo dirá una notificación.</translation>
    </message>
    <message numerus="yes">
        <source>{n} unread</source>
        <comment>{n} unread</comment>
        <translation>
            <numerusform>{n} sin leer</numerusform>
            <numerusform>{n} sin leer</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Amounts</name>
    <message>
        <source>at least {amount}</source>
        <translation>al menos {amount}</translation>
    </message>
    <message>
        <source>not reported</source>
        <translation>no comunicado</translation>
    </message>
</context>
<context>
    <name>BudgetForm</name>
    <message>
        <source>% of it, and at the limit</source>
        <translation>% de él y en el límite</translation>
    </message>
    <message>
        <source>All spending, or one part of it.</source>
        <translation>Todo el gasto o una parte.</translation>
    </message>
    <message>
        <source>Any list of per cents, such as 50; 80; 95.</source>
        <translation>Una lista de porcentajes, como 50; 80; 95.</translation>
    </message>
    <message>
        <source>As alerts call it.</source>
        <translation>Así lo llaman las alertas.</translation>
    </message>
    <message>
        <source>Budget “{name}”</source>
        <translation>Presupuesto «{name}»</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>Cuenta</translation>
    </message>
    <message>
        <source>Daily</source>
        <translation>Diario</translation>
    </message>
    <message>
        <source>Days and weeks begin at midnight of your time zone, weeks on Monday.</source>
        <translation>Los días y semanas empiezan a medianoche de su zona horaria; las semanas, el lunes.</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Límite</translation>
    </message>
    <message>
        <source>Monthly</source>
        <translation>Mensual</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>New budget</source>
        <translation>Presupuesto nuevo</translation>
    </message>
    <message>
        <source>Not taken: another budget has this name.</source>
        <translation>No se aceptó: otro presupuesto ya se llama así.</translation>
    </message>
    <message>
        <source>Period of the budget</source>
        <translation>Periodo del presupuesto</translation>
    </message>
    <message>
        <source>US dollars</source>
        <translation>dólares</translation>
    </message>
    <message>
        <source>Warn at</source>
        <translation>Avisar al</translation>
    </message>
    <message>
        <source>Weekly</source>
        <translation>Semanal</translation>
    </message>
    <message>
        <source>a day</source>
        <translation>al día</translation>
    </message>
    <message>
        <source>a month</source>
        <translation>al mes</translation>
    </message>
    <message>
        <source>a name such as Monthly</source>
        <translation>un nombre como Mensual</translation>
    </message>
    <message>
        <source>a week</source>
        <translation>a la semana</translation>
    </message>
    <message>
        <source>an amount above 0 such as 25.50</source>
        <translation>un importe mayor que 0, como 25,50</translation>
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
        <translation>% de él</translation>
    </message>
    <message>
        <source>A budget is a limit for a day, a week or a month. It warns you before it is used up, and says what is safe to spend today.</source>
        <translation>Un presupuesto es un límite para un día, una semana o un mes. Avisa antes de agotarse y dice cuánto se puede gastar hoy sin riesgo.</translation>
    </message>
    <message>
        <source>A limit above 0, and per cent from 1 to 100.</source>
        <translation>Un límite mayor que 0 y un porcentaje de 1 a 100.</translation>
    </message>
    <message>
        <source>Account {name}</source>
        <translation>Cuenta {name}</translation>
    </message>
    <message>
        <source>Add budget</source>
        <translation>Añadir presupuesto</translation>
    </message>
    <message>
        <source>All budgets</source>
        <translation>Todos los presupuestos</translation>
    </message>
    <message>
        <source>Dollars a month</source>
        <translation>Dólares al mes</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Editar</translation>
    </message>
    <message>
        <source>Edit the budget “{name}”</source>
        <translation>Editar el presupuesto «{name}»</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Todo</translation>
    </message>
    <message>
        <source>Expected at its end: {amount}, {low} to {high} ({confidence}).</source>
        <translation>Previsto al final: {amount}, de {low} a {high} ({confidence}).</translation>
    </message>
    <message>
        <source>Key {name}</source>
        <translation>Clave {name}</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Límite</translation>
    </message>
    <message>
        <source>Model {name}</source>
        <translation>Modelo {name}</translation>
    </message>
    <message>
        <source>Monthly budget</source>
        <translation>Presupuesto mensual</translation>
    </message>
    <message>
        <source>No budget yet</source>
        <translation>Aún no hay presupuestos</translation>
    </message>
    <message>
        <source>No forecast yet: nothing of it has a price.</source>
        <translation>Aún no hay previsión: nada de ello tiene precio.</translation>
    </message>
    <message>
        <source>Nothing more is safe today.</source>
        <translation>Hoy no queda nada sin riesgo.</translation>
    </message>
    <message>
        <source>Project {name}</source>
        <translation>Proyecto {name}</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Remove the budget “{name}”</source>
        <translation>Quitar el presupuesto «{name}»</translation>
    </message>
    <message>
        <source>Remove the monthly budget</source>
        <translation>Quitar el presupuesto mensual</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Service {name}</source>
        <translation>Servicio {name}</translation>
    </message>
    <message>
        <source>The budget “{name}” is added.</source>
        <translation>Se añadió el presupuesto «{name}».</translation>
    </message>
    <message>
        <source>The budget “{name}” is changed.</source>
        <translation>Se cambió el presupuesto «{name}».</translation>
    </message>
    <message>
        <source>The budget “{name}” is removed.</source>
        <translation>Se quitó el presupuesto «{name}».</translation>
    </message>
    <message>
        <source>US dollars</source>
        <translation>dólares</translation>
    </message>
    <message>
        <source>Warn at</source>
        <translation>Avisar al</translation>
    </message>
    <message>
        <source>Warn at per cent</source>
        <translation>Avisar al tanto por ciento</translation>
    </message>
    <message>
        <source>a day</source>
        <translation>al día</translation>
    </message>
    <message>
        <source>a month</source>
        <translation>al mes</translation>
    </message>
    <message>
        <source>a week</source>
        <translation>a la semana</translation>
    </message>
    <message>
        <source>at least</source>
        <translation>al menos</translation>
    </message>
    <message>
        <source>high confidence</source>
        <translation>confianza alta</translation>
    </message>
    <message>
        <source>low confidence</source>
        <translation>confianza baja</translation>
    </message>
    <message>
        <source>medium confidence</source>
        <translation>confianza media</translation>
    </message>
    <message>
        <source>{amount} left</source>
        <translation>Quedan {amount}</translation>
    </message>
    <message>
        <source>{amount} more is safe today.</source>
        <translation>Hoy {amount} más sin riesgo.</translation>
    </message>
    <message>
        <source>{amount} over the limit</source>
        <translation>{amount} sobre el límite</translation>
    </message>
    <message>
        <source>{share} of {limit}</source>
        <translation>{share} de {limit}</translation>
    </message>
    <message>
        <source>{share} spent</source>
        <translation>{share} gastado</translation>
    </message>
    <message>
        <source>{spent} of {limit} {period}</source>
        <translation>{spent} de {limit} {period}</translation>
    </message>
    <message>
        <source>{spent} of {limit} {period}, {share}</source>
        <translation>{spent} de {limit} {period}, {share}</translation>
    </message>
    <message>
        <source>{what}; warns at {shares}</source>
        <translation>{what}; avisa al {shares}</translation>
    </message>
</context>
<context>
    <name>Change</name>
    <message>
        <source>over 10 × {day}</source>
        <translation>más de 10 × {day}</translation>
    </message>
    <message>
        <source>{change} % vs {day}</source>
        <translation>{change} % frente a {day}</translation>
    </message>
</context>
<context>
    <name>ChangeLog</name>
    <message>
        <source>Account</source>
        <translation>Cuenta</translation>
    </message>
    <message>
        <source>Changes of accounts, newest first</source>
        <translation>Cambios de las cuentas, los más nuevos primero</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Detalle</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>added</source>
        <translation>añadida</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>desactivada</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>editada</translation>
    </message>
    <message>
        <source>enabled</source>
        <translation>activada</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>eliminada</translation>
    </message>
    <message>
        <source>rotated</source>
        <translation>clave rotada</translation>
    </message>
</context>
<context>
    <name>Charts</name>
    <message>
        <source>All</source>
        <translation>Todo</translation>
    </message>
    <message>
        <source>As soon as a watched key is used, its usage over time will be here.</source>
        <translation>En cuanto se use una clave vigilada, su uso en el tiempo estará aquí.</translation>
    </message>
    <message>
        <source>Budget per day</source>
        <translation>Presupuesto por día</translation>
    </message>
    <message>
        <source>Budget per month</source>
        <translation>Presupuesto por mes</translation>
    </message>
    <message>
        <source>Budget per week</source>
        <translation>Presupuesto por semana</translation>
    </message>
    <message>
        <source>Chart of usage over time</source>
        <translation>Gráfico del uso en el tiempo</translation>
    </message>
    <message>
        <source>Choose a shorter period</source>
        <translation>Elija un periodo más corto</translation>
    </message>
    <message>
        <source>Figures of the chart</source>
        <translation>Cifras del gráfico</translation>
    </message>
    <message>
        <source>How wide a step is</source>
        <translation>Ancho de cada paso</translation>
    </message>
    <message>
        <source>Input and output</source>
        <translation>Entrada y salida</translation>
    </message>
    <message>
        <source>It needs usage by the hour, which is shown for periods of up to four months.</source>
        <translation>Necesita el uso por horas, que se muestra en periodos de hasta cuatro meses.</translation>
    </message>
    <message>
        <source>No usage in 30 days</source>
        <translation>Sin uso en 30 días</translation>
    </message>
    <message>
        <source>No usage in this period</source>
        <translation>Sin uso en este periodo</translation>
    </message>
    <message>
        <source>Nothing read yet</source>
        <translation>Aún no se ha leído nada</translation>
    </message>
    <message>
        <source>Over time</source>
        <translation>En el tiempo</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>Imagen PNG (*.png)</translation>
    </message>
    <message>
        <source>Period before</source>
        <translation>Periodo anterior</translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation>Dibujo SVG (*.svg)</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Save the chart</source>
        <translation>Guardar el gráfico</translation>
    </message>
    <message>
        <source>Save the chart as PNG or SVG</source>
        <translation>Guardar el gráfico como PNG o SVG</translation>
    </message>
    <message>
        <source>Show 30 days</source>
        <translation>Ver 30 días</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Ver todo</translation>
    </message>
    <message>
        <source>Show the figures as a table</source>
        <translation>Ver las cifras en una tabla</translation>
    </message>
    <message>
        <source>Show the whole period again (Home)</source>
        <translation>Ver de nuevo todo el periodo (Inicio)</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabla</translation>
    </message>
    <message>
        <source>The chart could not be saved as {file}. Choose another folder.</source>
        <translation>No se pudo guardar el gráfico como {file}. Elija otra carpeta.</translation>
    </message>
    <message>
        <source>This day is not over yet.</source>
        <translation>Este día aún no ha terminado.</translation>
    </message>
    <message>
        <source>This hour is not over yet.</source>
        <translation>Esta hora aún no ha terminado.</translation>
    </message>
    <message>
        <source>This minute is not over yet.</source>
        <translation>Este minuto aún no ha terminado.</translation>
    </message>
    <message>
        <source>This month is not over yet.</source>
        <translation>Este mes aún no ha terminado.</translation>
    </message>
    <message>
        <source>This time has not been read yet.</source>
        <translation>Este tiempo aún no se ha leído.</translation>
    </message>
    <message>
        <source>This week is not over yet.</source>
        <translation>Esta semana aún no ha terminado.</translation>
    </message>
    <message>
        <source>Usage over time will be here after the first answer.</source>
        <translation>El uso en el tiempo estará aquí tras la primera respuesta.</translation>
    </message>
    <message>
        <source>Usage over time will be here. There may be some further back.</source>
        <translation>El uso en el tiempo estará aquí. Puede haberlo más atrás.</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Valores</translation>
    </message>
    <message>
        <source>Weekday and hour</source>
        <translation>Día y hora</translation>
    </message>
    <message>
        <source>What if</source>
        <translation>Y si…</translation>
    </message>
    <message>
        <source>What the chart shows</source>
        <translation>Qué muestra el gráfico</translation>
    </message>
    <message>
        <source>What the colors stand for</source>
        <translation>Qué significan los colores</translation>
    </message>
    <message>
        <source>What the page shows</source>
        <translation>Qué muestra la página</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>budget {amount}</source>
        <translation>presupuesto {amount}</translation>
    </message>
    <message>
        <source>by key</source>
        <translation>por clave</translation>
    </message>
    <message>
        <source>by model</source>
        <translation>por modelo</translation>
    </message>
    <message>
        <source>by project</source>
        <translation>por proyecto</translation>
    </message>
    <message>
        <source>by service</source>
        <translation>por servicio</translation>
    </message>
    <message>
        <source>by tier</source>
        <translation>por nivel</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nada</translation>
    </message>
    <message>
        <source>per day</source>
        <translation>por día</translation>
    </message>
    <message>
        <source>per hour</source>
        <translation>por hora</translation>
    </message>
    <message>
        <source>per minute</source>
        <translation>por minuto</translation>
    </message>
    <message>
        <source>per month</source>
        <translation>por mes</translation>
    </message>
    <message>
        <source>per week</source>
        <translation>por semana</translation>
    </message>
    <message numerus="yes">
        <source>{amount} in {n} steps, most of it {largest}. The table has all figures.</source>
        <comment>{amount} in one step, most of it {largest}. The table has all figures.</comment>
        <translation>
            <numerusform>{amount} en un paso, sobre todo {largest}. La tabla tiene todas las cifras.</numerusform>
            <numerusform>{amount} en {n} pasos, sobre todo {largest}. La tabla tiene todas las cifras.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>▾ {n} alerts: click a mark to see it.</source>
        <comment>▾ 1 alert: click a mark to see it.</comment>
        <translation>
            <numerusform>▾ 1 alerta: clic en la marca para verla.</numerusform>
            <numerusform>▾ {n} alertas: clic en una marca para verla.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Cost</name>
    <message>
        <source>A lower bound: some of it has no price</source>
        <translation>Un mínimo: una parte no tiene precio</translation>
    </message>
    <message>
        <source>An estimate</source>
        <translation>Una estimación</translation>
    </message>
    <message>
        <source>As the service reported it</source>
        <translation>Según el servicio</translation>
    </message>
    <message>
        <source>No price is published for this</source>
        <translation>No hay precio publicado para esto</translation>
    </message>
    <message numerus="yes">
        <source>{n} models have no price</source>
        <comment>1 model has no price</comment>
        <translation>
            <numerusform>1 modelo no tiene precio</numerusform>
            <numerusform>{n} modelos no tienen precio</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} tokens have no price</source>
        <comment>1 token has no price</comment>
        <translation>
            <numerusform>1 token no tiene precio</numerusform>
            <numerusform>{n} tokens no tienen precio</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CostChart</name>
    <message>
        <source>No cost in this period</source>
        <translation>Sin coste en este periodo</translation>
    </message>
    <message>
        <source>No usage</source>
        <translation>Sin uso</translation>
    </message>
    <message numerus="yes">
        <source>{cost} in {n} steps: {parts}</source>
        <comment>{cost} in one step: {parts}</comment>
        <translation>
            <numerusform>{cost} en un paso: {parts}</numerusform>
            <numerusform>{cost} en {n} pasos: {parts}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>B</source>
        <translation>mil M</translation>
    </message>
    <message>
        <source>M</source>
        <translation>M</translation>
    </message>
    <message>
        <source>at {rate}</source>
        <translation>a {rate}</translation>
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
        <translation>mil</translation>
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
        <translation>{converted} = {dollars} a {rate}</translation>
    </message>
    <message>
        <source>{currency} at {rate} per US dollar</source>
        <translation>{currency} a {rate} por dólar</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>CSV table (*.csv)</source>
        <translation>Tabla CSV (*.csv)</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <source>Import usage</source>
        <translation>Importar uso</translation>
    </message>
    <message>
        <source>JSON document (*.json)</source>
        <translation>Documento JSON (*.json)</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>Imagen PNG (*.png)</translation>
    </message>
    <message>
        <source>Saved {file}</source>
        <translation>Guardado {file}</translation>
    </message>
    <message>
        <source>There is nothing to export yet: wait for the first answer.</source>
        <translation>Aún no hay nada que exportar: espere a la primera respuesta.</translation>
    </message>
    <message>
        <source>Usage (*.csv *.tsv *.txt *.json *.jsonl *.ndjson)</source>
        <translation>Uso (*.csv *.tsv *.txt *.json *.jsonl *.ndjson)</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>Página web (*.html)</translation>
    </message>
    <message>
        <source>{file} can&apos;t be written: choose another folder.</source>
        <translation>No se puede escribir {file}: elija otra carpeta.</translation>
    </message>
</context>
<context>
    <name>FirstRun</name>
    <message>
        <source>Admin key</source>
        <translation>Clave de administración</translation>
    </message>
    <message>
        <source>Asking {service}…</source>
        <translation>Preguntando a {service}…</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Conectar</translation>
    </message>
    <message>
        <source>Connect a service</source>
        <translation>Conectar un servicio</translation>
    </message>
    <message>
        <source>Connect {service}</source>
        <translation>Conectar {service}</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Conectando</translation>
    </message>
    <message>
        <source>First run</source>
        <translation>Primer inicio</translation>
    </message>
    <message>
        <source>Look at demo data instead</source>
        <translation>Ver datos de demostración</translation>
    </message>
    <message>
        <source>Pick the keys to watch</source>
        <translation>Elija las claves que vigilar</translation>
    </message>
    <message>
        <source>See what your keys cost</source>
        <translation>Vea lo que cuestan sus claves</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Servicio</translation>
    </message>
    <message>
        <source>Start watching</source>
        <translation>Empezar a vigilar</translation>
    </message>
    <message>
        <source>Testing the key…</source>
        <translation>Probando la clave…</translation>
    </message>
    <message>
        <source>What each API key and model uses and costs, while it happens.
The figures stay on this computer.</source>
        <translation>Lo que usa y cuesta cada clave de API y cada modelo, mientras ocurre.
Las cifras se quedan en este equipo.</translation>
    </message>
    <message>
        <source>Where to get one</source>
        <translation>Dónde obtenerla</translation>
    </message>
</context>
<context>
    <name>GroupStrip</name>
    <message>
        <source>Drag a column&apos;s title here to group by it</source>
        <translation>Arrastre aquí el título de una columna para agrupar por ella</translation>
    </message>
    <message>
        <source>No longer group by {title}</source>
        <translation>No agrupar más por {title}</translation>
    </message>
    <message>
        <source>What rows are grouped by</source>
        <translation>Por qué se agrupan las filas</translation>
    </message>
</context>
<context>
    <name>HeatMap</name>
    <message>
        <source>Most: {cell}</source>
        <translation>Máximo: {cell}</translation>
    </message>
    <message>
        <source>Usage by weekday and hour</source>
        <translation>Uso por día de la semana y hora</translation>
    </message>
    <message>
        <source>less</source>
        <translation>menos</translation>
    </message>
    <message>
        <source>more</source>
        <translation>más</translation>
    </message>
    <message>
        <source>no usage</source>
        <translation>sin uso</translation>
    </message>
    <message>
        <source>{amount} cached input tokens</source>
        <translation>{amount} tokens de entrada en caché</translation>
    </message>
    <message>
        <source>{amount} input tokens</source>
        <translation>{amount} tokens de entrada</translation>
    </message>
    <message>
        <source>{amount} output tokens</source>
        <translation>{amount} tokens de salida</translation>
    </message>
    <message>
        <source>{amount} requests</source>
        <translation>{amount} peticiones</translation>
    </message>
    <message>
        <source>{amount} tokens</source>
        <translation>{amount} tokens</translation>
    </message>
</context>
<context>
    <name>HeroCards</name>
    <message>
        <source>After the first usage</source>
        <translation>Tras el primer uso</translation>
    </message>
    <message>
        <source>At least: some of the usage has no price</source>
        <translation>Al menos: una parte del uso no tiene precio</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Cambiar</translation>
    </message>
    <message>
        <source>Change the monthly budget</source>
        <translation>Cambiar el presupuesto mensual</translation>
    </message>
    <message>
        <source>Four months of five end in this range</source>
        <translation>Cuatro de cada cinco meses acaban en este rango</translation>
    </message>
    <message>
        <source>From today alone</source>
        <translation>Solo a partir de hoy</translation>
    </message>
    <message numerus="yes">
        <source>From what each weekday cost, over {n} days</source>
        <comment>From what one whole day cost</comment>
        <translation>
            <numerusform>A partir de un día completo</numerusform>
            <numerusform>A partir del coste de cada día de la semana, en {n} días</numerusform>
        </translation>
    </message>
    <message>
        <source>High confidence</source>
        <translation>Confianza alta</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>En vivo</translation>
    </message>
    <message>
        <source>Low confidence</source>
        <translation>Confianza baja</translation>
    </message>
    <message>
        <source>Medium confidence</source>
        <translation>Confianza media</translation>
    </message>
    <message>
        <source>Month end (forecast)</source>
        <translation>Fin de mes (previsión)</translation>
    </message>
    <message>
        <source>Month end: not known yet</source>
        <translation>Fin de mes: aún no se sabe</translation>
    </message>
    <message>
        <source>More today leaves less for the days to come</source>
        <translation>Más hoy deja menos para los próximos días</translation>
    </message>
    <message>
        <source>Not measured yet</source>
        <translation>Aún sin medir</translation>
    </message>
    <message>
        <source>Set a budget</source>
        <translation>Presupuesto</translation>
    </message>
    <message>
        <source>Set a monthly budget</source>
        <translation>Fijar un presupuesto mensual</translation>
    </message>
    <message>
        <source>Spend today</source>
        <translation>Gasto de hoy</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>Este mes</translation>
    </message>
    <message>
        <source>Today&apos;s part is spent</source>
        <translation>La parte de hoy, gastada</translation>
    </message>
    <message>
        <source>Today&apos;s part of what is left of the month&apos;s budget</source>
        <translation>La parte de hoy de lo que queda del presupuesto del mes</translation>
    </message>
    <message>
        <source>Tokens per minute</source>
        <translation>Tokens por minuto</translation>
    </message>
    <message>
        <source>Tokens per minute over the last hour</source>
        <translation>Tokens por minuto en la última hora</translation>
    </message>
    <message>
        <source>Waiting for the first pass</source>
        <translation>A la espera de datos</translation>
    </message>
    <message>
        <source>tok/min</source>
        <translation>tok/min</translation>
    </message>
    <message>
        <source>{amount} more is safe</source>
        <translation>{amount} más sin riesgo</translation>
    </message>
    <message>
        <source>{amount} over budget</source>
        <translation>{amount} sobre presupuesto</translation>
    </message>
    <message>
        <source>{day} by this time: {amount}</source>
        <translation>{day} a esta hora: {amount}</translation>
    </message>
    <message numerus="yes">
        <source>{n} requests</source>
        <comment>1 request</comment>
        <translation>
            <numerusform>1 petición</numerusform>
            <numerusform>{n} peticiones</numerusform>
        </translation>
    </message>
    <message>
        <source>{rate} req/min</source>
        <translation>{rate} pet./min</translation>
    </message>
    <message>
        <source>{rate} tokens per minute</source>
        <translation>{rate} tokens por minuto</translation>
    </message>
</context>
<context>
    <name>Import</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Columns of the file</source>
        <translation>Columnas del archivo</translation>
    </message>
    <message>
        <source>Each line names its own</source>
        <translation>Cada línea nombra el suyo</translation>
    </message>
    <message>
        <source>How its columns are taken</source>
        <translation>Cómo se toman sus columnas</translation>
    </message>
    <message>
        <source>ID of the line</source>
        <translation>ID de la línea</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importar</translation>
    </message>
    <message>
        <source>Import {name}</source>
        <translation>Importar {name}</translation>
    </message>
    <message numerus="yes">
        <source>Import {n} lines</source>
        <comment>Import 1 line</comment>
        <translation>
            <numerusform>Importar 1 línea</numerusform>
            <numerusform>Importar {n} líneas</numerusform>
        </translation>
    </message>
    <message>
        <source>Importing the file again changes nothing.</source>
        <translation>Importar el archivo de nuevo no cambia nada.</translation>
    </message>
    <message>
        <source>Importing…</source>
        <translation>Importando…</translation>
    </message>
    <message>
        <source>Line {line}: {reason}</source>
        <translation>Línea {line}: {reason}</translation>
    </message>
    <message>
        <source>Lines that can&apos;t be used</source>
        <translation>Líneas que no se pueden usar</translation>
    </message>
    <message>
        <source>No column holds {missing}: choose which one does.</source>
        <translation>Ninguna columna contiene {missing}: elija cuál lo contiene.</translation>
    </message>
    <message>
        <source>Nothing is kept before you import it.</source>
        <translation>No se guarda nada antes de importarlo.</translation>
    </message>
    <message>
        <source>Nothing to import</source>
        <translation>Nada que importar</translation>
    </message>
    <message>
        <source>Reading the file…</source>
        <translation>Leyendo el archivo…</translation>
    </message>
    <message>
        <source>Service of lines that name none</source>
        <translation>Servicio de las líneas que no nombran ninguno</translation>
    </message>
    <message>
        <source>Show usage</source>
        <translation>Ver el uso</translation>
    </message>
    <message>
        <source>What “{column}” holds</source>
        <translation>Qué contiene «{column}»</translation>
    </message>
    <message>
        <source>a count of tokens, requests or a cost</source>
        <translation>una cantidad de tokens o peticiones o un coste</translation>
    </message>
    <message>
        <source>account</source>
        <translation>cuenta</translation>
    </message>
    <message>
        <source>cache write tokens</source>
        <translation>tokens escritos en caché</translation>
    </message>
    <message>
        <source>cache write tokens, 1 hour</source>
        <translation>tokens escritos en caché, 1 hora</translation>
    </message>
    <message>
        <source>cached input tokens</source>
        <translation>tokens de entrada en caché</translation>
    </message>
    <message>
        <source>cost in US dollars</source>
        <translation>coste en dólares</translation>
    </message>
    <message>
        <source>input tokens</source>
        <translation>tokens de entrada</translation>
    </message>
    <message>
        <source>input tokens, not cached</source>
        <translation>tokens de entrada sin caché</translation>
    </message>
    <message>
        <source>key</source>
        <translation>clave</translation>
    </message>
    <message>
        <source>kind of request</source>
        <translation>tipo de petición</translation>
    </message>
    <message>
        <source>model</source>
        <translation>modelo</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>sin usar</translation>
    </message>
    <message>
        <source>output tokens</source>
        <translation>tokens de salida</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>peticiones</translation>
    </message>
    <message>
        <source>service</source>
        <translation>servicio</translation>
    </message>
    <message>
        <source>sessions at once</source>
        <translation>sesiones simultáneas</translation>
    </message>
    <message>
        <source>tier</source>
        <translation>nivel</translation>
    </message>
    <message>
        <source>time</source>
        <translation>hora</translation>
    </message>
    <message>
        <source>tokens left</source>
        <translation>tokens restantes</translation>
    </message>
    <message numerus="yes">
        <source>{n} are already here.</source>
        <comment>1 is already here.</comment>
        <translation>
            <numerusform>1 ya está aquí.</numerusform>
            <numerusform>{n} ya están aquí.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} can&apos;t be used and are left out.</source>
        <comment>1 can&apos;t be used and is left out.</comment>
        <translation>
            <numerusform>1 no se puede usar y se omite.</numerusform>
            <numerusform>{n} no se pueden usar y se omiten.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} lines are new.</source>
        <comment>1 line is new.</comment>
        <translation>
            <numerusform>1 línea es nueva.</numerusform>
            <numerusform>{n} líneas son nuevas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} lines were imported.</source>
        <comment>1 line was imported.</comment>
        <translation>
            <numerusform>Se importó 1 línea.</numerusform>
            <numerusform>Se importaron {n} líneas.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeyList</name>
    <message>
        <source>A key&apos;s ID starts with key_. What was entered looks like the key itself: it was not kept.</source>
        <translation>El ID de una clave empieza por key_. Lo introducido parece la clave misma: no se guardó.</translation>
    </message>
    <message>
        <source>Every key is watched, new ones too.</source>
        <translation>Se vigilan todas las claves, también las nuevas.</translation>
    </message>
    <message>
        <source>Find a key</source>
        <translation>Buscar una clave</translation>
    </message>
    <message>
        <source>Find a key by name, project or ID</source>
        <translation>Buscar por nombre, proyecto o ID</translation>
    </message>
    <message>
        <source>Keys to watch</source>
        <translation>Claves que vigilar</translation>
    </message>
    <message>
        <source>no longer at the service</source>
        <translation>ya no está en el servicio</translation>
    </message>
    <message numerus="yes">
        <source>{n} keys watched.</source>
        <comment>1 key watched.</comment>
        <translation>
            <numerusform>1 clave vigilada.</numerusform>
            <numerusform>{n} claves vigiladas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} of {known} keys watched.</source>
        <comment>1 of {known} keys watched.</comment>
        <translation>
            <numerusform>1 de {known} claves vigilada.</numerusform>
            <numerusform>{n} de {known} claves vigiladas.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LimitForm</name>
    <message>
        <source>0 turns it off.</source>
        <translation>0 lo desactiva.</translation>
    </message>
    <message>
        <source>Change the limit</source>
        <translation>Cambiar el límite</translation>
    </message>
    <message>
        <source>Each key of it is held against this limit alone. The narrowest one holds.</source>
        <translation>Para cada una de sus claves vale solo este límite; rige el más concreto.</translation>
    </message>
    <message>
        <source>Holds for</source>
        <translation>Vale para</translation>
    </message>
    <message>
        <source>New limit</source>
        <translation>Límite nuevo</translation>
    </message>
    <message>
        <source>Not taken: it has a limit of its own already.</source>
        <translation>No se aceptó: ya tiene un límite propio.</translation>
    </message>
    <message>
        <source>Request spike above</source>
        <translation>Pico de peticiones por encima de</translation>
    </message>
    <message>
        <source>Token spike above</source>
        <translation>Pico de tokens por encima de</translation>
    </message>
    <message>
        <source>requests a minute</source>
        <translation>peticiones por minuto</translation>
    </message>
    <message>
        <source>tokens a minute</source>
        <translation>tokens por minuto</translation>
    </message>
</context>
<context>
    <name>Limits</name>
    <message>
        <source>Add limit</source>
        <translation>Añadir límite</translation>
    </message>
    <message>
        <source>Change in the settings</source>
        <translation>Cambiar en los ajustes</translation>
    </message>
    <message>
        <source>Cost of a day</source>
        <translation>Coste de un día</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Editar</translation>
    </message>
    <message>
        <source>Edit the limit of {name}</source>
        <translation>Editar el límite de {name}</translation>
    </message>
    <message>
        <source>For everything</source>
        <translation>Para todo</translation>
    </message>
    <message>
        <source>Limits of single parts</source>
        <translation>Límites de partes sueltas</translation>
    </message>
    <message>
        <source>None: the same limit holds for every key. Give a busy key more room here.</source>
        <translation>Ninguno: el mismo límite vale para todas las claves. Aquí se da más margen a una muy usada.</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>No</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Sí</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Remove the limit of {name}</source>
        <translation>Quitar el límite de {name}</translation>
    </message>
    <message>
        <source>Service down for 5 minutes</source>
        <translation>Servicio caído 5 minutos</translation>
    </message>
    <message>
        <source>Silence after an alert</source>
        <translation>Silencio tras una alerta</translation>
    </message>
    <message>
        <source>Spike of any key</source>
        <translation>Pico de cualquier clave</translation>
    </message>
    <message>
        <source>The limit is added.</source>
        <translation>Se añadió el límite.</translation>
    </message>
    <message>
        <source>The limit is changed.</source>
        <translation>Se cambió el límite.</translation>
    </message>
    <message>
        <source>The limit is removed.</source>
        <translation>Se quitó el límite.</translation>
    </message>
    <message>
        <source>Unusual activity</source>
        <translation>Actividad inusual</translation>
    </message>
    <message>
        <source>above {amount}</source>
        <translation>más de {amount}</translation>
    </message>
    <message>
        <source>{requests} requests a minute</source>
        <translation>{requests} peticiones por minuto</translation>
    </message>
    <message>
        <source>{tokens} tokens a minute</source>
        <translation>{tokens} tokens por minuto</translation>
    </message>
    <message>
        <source>{tokens} tokens or {requests} requests a minute</source>
        <translation>{tokens} tokens o {requests} peticiones por minuto</translation>
    </message>
</context>
<context>
    <name>ListedLine</name>
    <message>
        <source>Edit</source>
        <translation>Editar</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
</context>
<context>
    <name>Metrics</name>
    <message>
        <source>Cached input tokens</source>
        <translation>Tokens de entrada en caché</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Coste</translation>
    </message>
    <message>
        <source>Input tokens</source>
        <translation>Tokens de entrada</translation>
    </message>
    <message>
        <source>Output tokens</source>
        <translation>Tokens de salida</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Peticiones</translation>
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
        <translation>Todo</translation>
    </message>
    <message>
        <source>No account</source>
        <translation>Sin cuenta</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Sin clave</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Sin modelo</translation>
    </message>
    <message>
        <source>No project</source>
        <translation>Sin proyecto</translation>
    </message>
    <message>
        <source>No service</source>
        <translation>Sin servicio</translation>
    </message>
    <message>
        <source>No tier</source>
        <translation>Sin nivel</translation>
    </message>
    <message>
        <source>No words</source>
        <translation>Sin palabras</translation>
    </message>
    <message>
        <source>Not told</source>
        <translation>No comunicado</translation>
    </message>
    <message>
        <source>Other ({count})</source>
        <translation>Otros ({count})</translation>
    </message>
</context>
<context>
    <name>OverviewPage</name>
    <message>
        <source>As soon as a watched key is used, its cost will be here.</source>
        <translation>En cuanto se use una clave vigilada, su coste estará aquí.</translation>
    </message>
    <message>
        <source>Cached</source>
        <translation>Caché</translation>
    </message>
    <message>
        <source>Cost over time</source>
        <translation>Coste en el tiempo</translation>
    </message>
    <message>
        <source>Cost over time will be here. There may be some further back.</source>
        <translation>El coste en el tiempo estará aquí. Puede haberlo más atrás.</translation>
    </message>
    <message>
        <source>Cost per day by {stack}</source>
        <translation>Coste por día y {stack}</translation>
    </message>
    <message>
        <source>Cost per hour by {stack}</source>
        <translation>Coste por hora y {stack}</translation>
    </message>
    <message>
        <source>Cost per minute by {stack}</source>
        <translation>Coste por minuto y {stack}</translation>
    </message>
    <message>
        <source>Cost per month by {stack}</source>
        <translation>Coste por mes y {stack}</translation>
    </message>
    <message>
        <source>No usage in 30 days</source>
        <translation>Sin uso en 30 días</translation>
    </message>
    <message>
        <source>No usage in this period</source>
        <translation>Sin uso en este periodo</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Resumen</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Parte</translation>
    </message>
    <message>
        <source>Show 30 days</source>
        <translation>Ver 30 días</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>Nivel</translation>
    </message>
    <message>
        <source>Top keys</source>
        <translation>Claves más caras</translation>
    </message>
    <message>
        <source>Top models</source>
        <translation>Modelos más caros</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Evolución</translation>
    </message>
    <message>
        <source>account</source>
        <translation>cuenta</translation>
    </message>
    <message>
        <source>key</source>
        <translation>clave</translation>
    </message>
    <message>
        <source>model</source>
        <translation>modelo</translation>
    </message>
    <message>
        <source>project</source>
        <translation>proyecto</translation>
    </message>
    <message>
        <source>service</source>
        <translation>servicio</translation>
    </message>
    <message>
        <source>tier</source>
        <translation>nivel</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Accounts</source>
        <translation>Cuentas</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Alertas</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Gráficos</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Resumen</translation>
    </message>
    <message>
        <source>Reconcile</source>
        <translation>Conciliación</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Uso</translation>
    </message>
</context>
<context>
    <name>Parts</name>
    <message>
        <source>A key</source>
        <translation>Una clave</translation>
    </message>
    <message>
        <source>A model</source>
        <translation>Un modelo</translation>
    </message>
    <message>
        <source>A project</source>
        <translation>Un proyecto</translation>
    </message>
    <message>
        <source>A service</source>
        <translation>Un servicio</translation>
    </message>
    <message>
        <source>An account</source>
        <translation>Una cuenta</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Todo</translation>
    </message>
    <message>
        <source>Name of the model</source>
        <translation>Nombre del modelo</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Which one</source>
        <translation>Cuál</translation>
    </message>
    <message>
        <source>one that there is</source>
        <translation>uno que exista</translation>
    </message>
</context>
<context>
    <name>PeriodPopup</name>
    <message>
        <source>Custom period</source>
        <translation>Periodo a medida</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Primer día</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Último día</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Mostrar</translation>
    </message>
    <message>
        <source>The last day lies before the first.</source>
        <translation>El último día es anterior al primero.</translation>
    </message>
</context>
<context>
    <name>ProblemBar</name>
    <message>
        <source>Close this message</source>
        <translation>Cerrar este mensaje</translation>
    </message>
    <message>
        <source>Problem: {sentence}</source>
        <translation>Problema: {sentence}</translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>Reading older history of {account}: {part} %</source>
        <translation>Leyendo el historial de {account}: {part} %</translation>
    </message>
</context>
<context>
    <name>RateLimit</name>
    <message>
        <source>Its rate limit allows {left} more requests of {every}.</source>
        <translation>Su límite de frecuencia permite {left} peticiones más de {every}.</translation>
    </message>
    <message>
        <source>Its rate limit allows {left} more requests.</source>
        <translation>Su límite de frecuencia permite {left} peticiones más.</translation>
    </message>
    <message>
        <source>What is left of its rate limit is unknown: the service does not tell.</source>
        <translation>No se sabe cuánto queda de su límite de frecuencia: el servicio no lo comunica.</translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>A kind of token without a rate of its own was charged at that of the kind it is counted in.</source>
        <translation>Un tipo de token sin tarifa propia se cobró a la del tipo en que se cuenta.</translation>
    </message>
    <message>
        <source>How much of the input came from a cache was not told; none of it was taken to.</source>
        <translation>No se dijo cuánta entrada vino de una caché; se supuso que ninguna.</translation>
    </message>
    <message>
        <source>Long requests of this model cost more, and how long each one was is not known.</source>
        <translation>Las peticiones largas de este modelo cuestan más y no se sabe lo larga que fue cada una.</translation>
    </message>
    <message>
        <source>No price of this model is known.</source>
        <translation>No se conoce el precio de este modelo.</translation>
    </message>
    <message>
        <source>Not all tokens were told, so that their price is not known.</source>
        <translation>No se informó de todos los tokens, así que no se sabe su precio.</translation>
    </message>
    <message>
        <source>One kind of these tokens has no published price in this tier.</source>
        <translation>Un tipo de estos tokens no tiene precio publicado en este nivel.</translation>
    </message>
    <message>
        <source>The fee of one of the tools is not published for this model.</source>
        <translation>La tarifa de una de las herramientas no está publicada para este modelo.</translation>
    </message>
    <message>
        <source>The model has no published price in this tier on that day.</source>
        <translation>El modelo no tenía precio publicado en este nivel ese día.</translation>
    </message>
    <message>
        <source>The service does not report what this tier costs.</source>
        <translation>El servicio no comunica lo que cuesta este nivel.</translation>
    </message>
    <message>
        <source>The tier has no published price for a request that long.</source>
        <translation>El nivel no tiene precio publicado para una petición tan larga.</translation>
    </message>
    <message>
        <source>The tier publishes no rate for cached input; that of its input was used.</source>
        <translation>El nivel no publica tarifa para la entrada en caché; se usó la de su entrada.</translation>
    </message>
    <message>
        <source>This dated snapshot has no price of its own; that of the undated model was used.</source>
        <translation>Esta versión con fecha no tiene precio propio; se usó el del modelo sin fecha.</translation>
    </message>
    <message>
        <source>This service costs more at peak hours; the price outside of them was used.</source>
        <translation>Este servicio cuesta más en horas punta; se usó el precio fuera de ellas.</translation>
    </message>
</context>
<context>
    <name>Reconcile</name>
    <message>
        <source>Because of</source>
        <translation>Por</translation>
    </message>
    <message>
        <source>Billed</source>
        <translation>Facturado</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Copy the selected rows, or all, with headers and exact amounts (Ctrl+C)</source>
        <translation>Copiar las filas elegidas, o todas, con títulos e importes exactos (Ctrl+C)</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Día</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Diferencia</translation>
    </message>
    <message>
        <source>Estimate and bill</source>
        <translation>Estimación y factura</translation>
    </message>
    <message>
        <source>Estimate and bill of this period will be here.</source>
        <translation>Aquí estarán la estimación y la factura de este periodo.</translation>
    </message>
    <message>
        <source>Estimated</source>
        <translation>Estimado</translation>
    </message>
    <message>
        <source>Estimated from tokens</source>
        <translation>Estimado por tokens</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clave</translation>
    </message>
    <message>
        <source>Left out on both sides: {tokens} tokens of “{account}” in the {tier} tier, whose cost is not reported.</source>
        <translation>Excluidos en ambos lados: {tokens} tokens de «{account}» en el nivel {tier}, cuyo coste no se comunica.</translation>
    </message>
    <message>
        <source>Line of the bill</source>
        <translation>Línea de la factura</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>No bill read yet</source>
        <translation>Aún no se ha leído ninguna factura</translation>
    </message>
    <message>
        <source>Nothing of this has a price</source>
        <translation>Nada de esto tiene precio</translation>
    </message>
    <message>
        <source>Nothing used or billed</source>
        <translation>Nada usado ni facturado</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Proyecto</translation>
    </message>
    <message>
        <source>Reconcile</source>
        <translation>Conciliación</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Filas</translation>
    </message>
    <message>
        <source>Show 30 days</source>
        <translation>Ver 30 días</translation>
    </message>
    <message>
        <source>The bill is the estimate, to the last digit</source>
        <translation>La factura es la estimación, hasta la última cifra</translation>
    </message>
    <message>
        <source>What the service billed will be here, beside the estimate.</source>
        <translation>Lo que facturó el servicio estará aquí, junto a la estimación.</translation>
    </message>
    <message>
        <source>What “{names}” was billed for these days will be here as soon as it is read.</source>
        <translation>Lo que se facturó a «{names}» por estos días estará aquí en cuanto se lea.</translation>
    </message>
    <message>
        <source>Why they differ</source>
        <translation>Por qué difieren</translation>
    </message>
    <message>
        <source>no words</source>
        <translation>sin palabras</translation>
    </message>
    <message>
        <source>prices as of {day}</source>
        <translation>precios del {day}</translation>
    </message>
    <message>
        <source>{day}, the day in UTC</source>
        <translation>{day}, día en UTC</translation>
    </message>
    <message>
        <source>{first} to {last}, days in UTC</source>
        <translation>{first} a {last}, días en UTC</translation>
    </message>
    <message>
        <source>{part} of it has a reason</source>
        <translation>{part} tiene un motivo</translation>
    </message>
    <message>
        <source>{part} of the bill</source>
        <translation>{part} de la factura</translation>
    </message>
    <message>
        <source>“{words}”</source>
        <translation>«{words}»</translation>
    </message>
</context>
<context>
    <name>Reconciliation</name>
    <message>
        <source>A line of the bill that no usage stands behind, under its own words.</source>
        <translation>Una línea de la factura sin uso detrás, con sus propias palabras.</translation>
    </message>
    <message>
        <source>Audio</source>
        <translation>Audio</translation>
    </message>
    <message>
        <source>Audio is billed by the second or the character.</source>
        <translation>El audio se factura por segundo o por carácter.</translation>
    </message>
    <message>
        <source>Billed at another rate than the published one, such as a discount.</source>
        <translation>Facturado a otra tarifa que la publicada, por ejemplo con descuento.</translation>
    </message>
    <message>
        <source>Billed for a key that this account does not watch.</source>
        <translation>Facturado por una clave que esta cuenta no vigila.</translation>
    </message>
    <message>
        <source>Both sides round.</source>
        <translation>Ambas partes redondean.</translation>
    </message>
    <message>
        <source>Calls of a tool, sessions or storage are billed on top of tokens.</source>
        <translation>Las llamadas a herramientas, sesiones o almacenamiento se facturan además de los tokens.</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Imágenes</translation>
    </message>
    <message>
        <source>Images are billed by the piece.</source>
        <translation>Las imágenes se facturan por unidad.</translation>
    </message>
    <message>
        <source>Key not watched</source>
        <translation>Clave no vigilada</translation>
    </message>
    <message>
        <source>Late data</source>
        <translation>Datos tardíos</translation>
    </message>
    <message>
        <source>Long context</source>
        <translation>Contexto largo</translation>
    </message>
    <message>
        <source>Long requests cost more, and usage does not tell how long each one was.</source>
        <translation>Las peticiones largas cuestan más y el uso no dice lo larga que fue cada una.</translation>
    </message>
    <message>
        <source>Model without a price</source>
        <translation>Modelo sin precio</translation>
    </message>
    <message>
        <source>Nobody published a price for this model, tier or kind; the bill has one.</source>
        <translation>Nadie publicó un precio para este modelo, nivel o tipo; la factura tiene uno.</translation>
    </message>
    <message>
        <source>Not billed</source>
        <translation>No facturado</translation>
    </message>
    <message>
        <source>Rounding</source>
        <translation>Redondeo</translation>
    </message>
    <message>
        <source>Tokens billed that usage does not have: another endpoint&apos;s, or late.</source>
        <translation>Tokens facturados que no están en el uso: de otro punto de acceso, o tardíos.</translation>
    </message>
    <message>
        <source>Tool fee</source>
        <translation>Tarifa de herramienta</translation>
    </message>
    <message>
        <source>Unexplained</source>
        <translation>Sin explicar</translation>
    </message>
    <message>
        <source>Unknown line item</source>
        <translation>Línea desconocida</translation>
    </message>
    <message>
        <source>Usage not told</source>
        <translation>Uso no informado</translation>
    </message>
    <message>
        <source>Usage of the last days that is seen already and not billed yet.</source>
        <translation>Uso de los últimos días que ya se ve y aún no se ha facturado.</translation>
    </message>
    <message>
        <source>Usage that the service never billed: free, refused or refunded.</source>
        <translation>Uso que el servicio nunca facturó: gratis, rechazado o reembolsado.</translation>
    </message>
</context>
<context>
    <name>ReleaseHint</name>
    <message>
        <source>Released on {day}. Opens its page; nothing is installed by itself.</source>
        <translation>Publicada el {day}. Abre su página; nada se instala por sí solo.</translation>
    </message>
    <message>
        <source>Say no more about this version</source>
        <translation>No avisar más de esta versión</translation>
    </message>
    <message>
        <source>Say no more about version {version}</source>
        <translation>No avisar más de la versión {version}</translation>
    </message>
    <message>
        <source>Version {version} is there</source>
        <translation>Ya está la versión {version}</translation>
    </message>
</context>
<context>
    <name>SecretField</name>
    <message>
        <source>Admin key</source>
        <translation>Clave de administración</translation>
    </message>
    <message>
        <source>Admin key: {action}</source>
        <translation>Clave de administración: {action}</translation>
    </message>
    <message>
        <source>An admin key is needed.</source>
        <translation>Hace falta una clave de administración.</translation>
    </message>
    <message>
        <source>An admin key is needed: one starts with {right}.</source>
        <translation>Hace falta una clave de administración: empieza por {right}.</translation>
    </message>
    <message>
        <source>Paste it here</source>
        <translation>Péguela aquí</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>This holds characters that no key has: copy it again.</source>
        <translation>Contiene caracteres que ninguna clave tiene: cópiela de nuevo.</translation>
    </message>
    <message>
        <source>This is another kind of {service} key ({wrong}…).</source>
        <translation>Es otro tipo de clave de {service} ({wrong}…).</translation>
    </message>
</context>
<context>
    <name>Services</name>
    <message>
        <source>A plan&apos;s use is not told by any API. Enter it by hand, or import a file.</source>
        <translation>Ninguna API informa del uso de un plan. Introdúzcalo a mano o importe un archivo.</translation>
    </message>
    <message>
        <source>An admin of the organization creates an admin key (sk-ant-admin…) in the Claude Console; individual accounts have none. The cost of the priority tier is not reported; requests are counted where the organization has analytics.</source>
        <translation>Un administrador de la organización crea una clave de administración (sk-ant-admin…) en Claude Console; las cuentas individuales no tienen. El coste del nivel prioritario no se comunica; las peticiones se cuentan donde la organización dispone de analíticas.</translation>
    </message>
    <message>
        <source>An owner of the organization creates an admin key (sk-admin-…) in the organization&apos;s settings.</source>
        <translation>Un propietario de la organización crea una clave de administración (sk-admin-…) en los ajustes de esta.</translation>
    </message>
    <message>
        <source>Another service</source>
        <translation>Otro servicio</translation>
    </message>
    <message>
        <source>Anything else: enter it by hand, or import a file.</source>
        <translation>Cualquier otra cosa: introdúzcala a mano o importe un archivo.</translation>
    </message>
    <message>
        <source>Usage is told to enterprise accounts alone. Enter it by hand, import a file, or let programs count it.</source>
        <translation>Solo las cuentas de empresa conocen el uso. Introdúzcalo a mano, importe un archivo o deje que los programas lo cuenten.</translation>
    </message>
    <message>
        <source>Usage stands in the vendor&apos;s console alone. Enter it by hand, import a file, or let programs count it.</source>
        <translation>El uso solo está en la consola del proveedor. Introdúzcalo a mano, importe un archivo o deje que los programas lo cuenten.</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Back to {value}</source>
        <translation>Volver a: {value}</translation>
    </message>
    <message>
        <source>Not taken. Allowed: {allowed}.</source>
        <translation>No se aceptó. Se permite: {allowed}.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>Undo the change of {label}</source>
        <translation>Deshacer el cambio de {label}</translation>
    </message>
    <message>
        <source>a whole number from {least} to {most}</source>
        <translation>un número entero de {least} a {most}</translation>
    </message>
    <message>
        <source>a whole number from {least} to {most}, or nothing</source>
        <translation>un número entero de {least} a {most}, o nada</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nada</translation>
    </message>
    <message>
        <source>off</source>
        <translation>no</translation>
    </message>
    <message>
        <source>on</source>
        <translation>sí</translation>
    </message>
    <message>
        <source>what it was</source>
        <translation>lo que era</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>1 day</source>
        <translation>1 día</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 hora</translation>
    </message>
    <message>
        <source>1 minute</source>
        <translation>1 minuto</translation>
    </message>
    <message>
        <source>20 seconds after login, in the tray.</source>
        <translation>20 segundos tras iniciar sesión, en la bandeja.</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 días</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 días</translation>
    </message>
    <message>
        <source>A key that sends more than this raises an alert; 0 turns it off.</source>
        <translation>Una clave que envía más provoca una alerta; 0 lo desactiva.</translation>
    </message>
    <message>
        <source>A key that uses more than this raises an alert; 0 turns it off.</source>
        <translation>Una clave que usa más provoca una alerta; 0 lo desactiva.</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Avanzado</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Alertas</translation>
    </message>
    <message>
        <source>Alerts are listed in the window either way.</source>
        <translation>Las alertas aparecen en la ventana de todos modos.</translation>
    </message>
    <message>
        <source>An alert when a day costs more; empty: none.</source>
        <translation>Alerta si un día cuesta más; vacío: ninguna.</translation>
    </message>
    <message>
        <source>An alert when a key uses twice what it normally does in that hour of the week.</source>
        <translation>Una alerta cuando una clave usa el doble de lo normal en esa hora de la semana.</translation>
    </message>
    <message>
        <source>An alert when a service has not answered for 5 minutes.</source>
        <translation>Una alerta cuando un servicio no ha respondido en 5 minutos.</translation>
    </message>
    <message>
        <source>Another tier shows what the same usage would have cost there.</source>
        <translation>Otro nivel muestra lo que habría costado allí el mismo uso.</translation>
    </message>
    <message>
        <source>As billed</source>
        <translation>Según factura</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>Bucket width</source>
        <translation>Intervalo</translation>
    </message>
    <message>
        <source>Closing the window leaves the watch on.</source>
        <translation>Al cerrar la ventana, la vigilancia sigue.</translation>
    </message>
    <message>
        <source>Cost above</source>
        <translation>Coste superior a</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Oscuro</translation>
    </message>
    <message>
        <source>Desktop notifications</source>
        <translation>Notificaciones</translation>
    </message>
    <message>
        <source>Deutsch</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>Empty: a file in the data folder. A password belongs into USAGE_TRACKER_DATABASE_URL or a pgpass file.</source>
        <translation>Vacío: un archivo en la carpeta de datos. Una contraseña va en USAGE_TRACKER_DATABASE_URL o en un archivo pgpass.</translation>
    </message>
    <message>
        <source>Empty: for good.</source>
        <translation>Vacío: para siempre.</translation>
    </message>
    <message>
        <source>Empty: the system&apos;s. A password belongs into the HTTPS_PROXY variable.</source>
        <translation>Vacío: el del sistema. Una contraseña va en la variable HTTPS_PROXY.</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Errores</translation>
    </message>
    <message>
        <source>Español</source>
        <translation>Español</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Todo</translation>
    </message>
    <message>
        <source>Fetch price updates</source>
        <translation>Actualizar precios</translation>
    </message>
    <message>
        <source>Flex</source>
        <translation>Flex</translation>
    </message>
    <message>
        <source>How far back the live view looks.</source>
        <translation>Hasta cuándo mira la vista en vivo.</translation>
    </message>
    <message>
        <source>How much of that currency one US dollar is.</source>
        <translation>Cuánto de esa moneda es un dólar.</translation>
    </message>
    <message>
        <source>How often the services are asked.</source>
        <translation>Cada cuánto se consulta a los servicios.</translation>
    </message>
    <message>
        <source>Keep history for</source>
        <translation>Conservar el historial</translation>
    </message>
    <message>
        <source>Keep minutes for</source>
        <translation>Conservar los minutos</translation>
    </message>
    <message>
        <source>Keep running in the tray</source>
        <translation>Seguir en la bandeja</translation>
    </message>
    <message>
        <source>Key of the release feed</source>
        <translation>Clave de la fuente de versiones</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Last hours</source>
        <translation>Últimas horas</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>Como el sistema</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Look for new versions</source>
        <translation>Buscar versiones nuevas</translation>
    </message>
    <message>
        <source>Minute data feeds the live view only.</source>
        <translation>Los datos por minuto solo sirven a la vista en vivo.</translation>
    </message>
    <message>
        <source>Money</source>
        <translation>Dinero</translation>
    </message>
    <message>
        <source>No notification in this span, in the time zone above.</source>
        <translation>Sin notificaciones en este tramo, en la zona horaria de arriba.</translation>
    </message>
    <message>
        <source>Once a day; nothing is ever installed by itself.</source>
        <translation>Una vez al día; nunca se instala nada solo.</translation>
    </message>
    <message>
        <source>Only where there is a tray to come back from.</source>
        <translation>Solo donde haya una bandeja desde la que volver.</translation>
    </message>
    <message>
        <source>Price as</source>
        <translation>Precio según</translation>
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
        <translation>Horas de silencio</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Cambio</translation>
    </message>
    <message>
        <source>Reads a public price list now and then; off when offline.</source>
        <translation>Lee de vez en cuando una lista pública de precios; sin conexión, no.</translation>
    </message>
    <message>
        <source>Refresh every</source>
        <translation>Actualizar cada</translation>
    </message>
    <message>
        <source>Release feed</source>
        <translation>Fuente de versiones</translation>
    </message>
    <message>
        <source>Request spike above</source>
        <translation>Pico de peticiones sobre</translation>
    </message>
    <message>
        <source>Service down</source>
        <translation>Servicio caído</translation>
    </message>
    <message>
        <source>Services bill in US dollars; another currency needs a rate.</source>
        <translation>Los servicios facturan en dólares; otra moneda necesita un cambio.</translation>
    </message>
    <message>
        <source>Shared database</source>
        <translation>Base de datos compartida</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Mostrar</translation>
    </message>
    <message>
        <source>Show money in</source>
        <translation>Mostrar dinero en</translation>
    </message>
    <message>
        <source>Silence after an alert</source>
        <translation>Silencio tras una alerta</translation>
    </message>
    <message>
        <source>So long the same key and kind raise no second one.</source>
        <translation>Durante ese tiempo la misma clave no provoca otra del mismo tipo.</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>Estándar</translation>
    </message>
    <message>
        <source>Start at login</source>
        <translation>Iniciar con la sesión</translation>
    </message>
    <message>
        <source>Start minimized</source>
        <translation>Iniciar minimizado</translation>
    </message>
    <message>
        <source>The period that the window opens with.</source>
        <translation>El periodo con que se abre la ventana.</translation>
    </message>
    <message>
        <source>The step of the chart and of the live view.</source>
        <translation>El paso del gráfico y de la vista en vivo.</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Tema</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Este equipo</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>Este mes</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zona horaria</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hoy</translation>
    </message>
    <message>
        <source>Token spike above</source>
        <translation>Pico de tokens sobre</translation>
    </message>
    <message>
        <source>US dollars</source>
        <translation>dólares</translation>
    </message>
    <message>
        <source>Unusual activity</source>
        <translation>Actividad inusual</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Avisos</translation>
    </message>
    <message>
        <source>Watching</source>
        <translation>Vigilancia</translation>
    </message>
    <message>
        <source>What isn&apos;t signed by it is not believed; empty: this build&apos;s key.</source>
        <translation>No se cree lo que no esté firmado con ella; vacío: la clave de este programa.</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Lo que hace</translation>
    </message>
    <message>
        <source>Where days begin in reports and budgets; services bill by UTC days.</source>
        <translation>Dónde empiezan los días en informes y presupuestos; los servicios facturan por días UTC.</translation>
    </message>
    <message>
        <source>Where new versions are told; empty: where this build looks.</source>
        <translation>Dónde se anuncian las versiones nuevas; vacío: donde mira este programa.</translation>
    </message>
    <message>
        <source>a currency code of three capital letters such as EUR</source>
        <translation>un código de moneda de tres mayúsculas como EUR</translation>
    </message>
    <message>
        <source>a name like UTC or Europe/Berlin</source>
        <translation>un nombre como UTC o Europe/Berlin</translation>
    </message>
    <message>
        <source>a number above 0 such as 25.50, or nothing</source>
        <translation>un número mayor que 0 como 25,50, o nada</translation>
    </message>
    <message>
        <source>days</source>
        <translation>días</translation>
    </message>
    <message>
        <source>hours</source>
        <translation>horas</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>minutos</translation>
    </message>
    <message>
        <source>nothing, or a public Ed25519 key: 44 characters that end with =</source>
        <translation>nada, o una clave pública Ed25519: 44 caracteres que acaban en =</translation>
    </message>
    <message>
        <source>nothing, or a span like 22:00-07:00</source>
        <translation>nada, o un tramo como 22:00-07:00</translation>
    </message>
    <message>
        <source>nothing, or an https:// address</source>
        <translation>nada, o una dirección https://</translation>
    </message>
    <message>
        <source>nothing, or http://host:port without a password</source>
        <translation>nada, o http://host:port sin contraseña</translation>
    </message>
    <message>
        <source>nothing, or postgresql+psycopg://user@host/name without a password</source>
        <translation>nada, o postgresql+psycopg://user@host/name sin contraseña</translation>
    </message>
    <message>
        <source>per US dollar</source>
        <translation>por dólar</translation>
    </message>
    <message>
        <source>requests a minute</source>
        <translation>peticiones por minuto</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>segundos</translation>
    </message>
    <message>
        <source>tokens a minute</source>
        <translation>tokens por minuto</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>A key, a project, an account or a service</source>
        <translation>Una clave, un proyecto, una cuenta o un servicio</translation>
    </message>
    <message>
        <source>As of {day}</source>
        <translation>Del {day}</translation>
    </message>
    <message>
        <source>Budgets</source>
        <translation>Presupuestos</translation>
    </message>
    <message>
        <source>Changes apply at once. Ctrl+Z takes the last one back.</source>
        <translation>Los cambios se aplican al instante. Ctrl+Z deshace el último.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>Carpeta de datos</translation>
    </message>
    <message>
        <source>Data folder: {folder}</source>
        <translation>Carpeta de datos: {folder}</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>Grupos de ajustes</translation>
    </message>
    <message>
        <source>Limits of single parts</source>
        <translation>Límites de partes sueltas</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Aún ninguno</translation>
    </message>
    <message>
        <source>Not read yet</source>
        <translation>Aún sin leer</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
    <message>
        <source>Open budgets</source>
        <translation>Abrir presupuestos</translation>
    </message>
    <message>
        <source>Open limits</source>
        <translation>Abrir límites</translation>
    </message>
    <message>
        <source>Open the data folder</source>
        <translation>Abrir la carpeta de datos</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>Precios</translation>
    </message>
    <message>
        <source>Published prices, kept with the app.</source>
        <translation>Precios publicados, incluidos en la aplicación.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Settings, database and logs.</source>
        <translation>Ajustes, base de datos y registros.</translation>
    </message>
    <message>
        <source>The window speaks it from its next start on.</source>
        <translation>La ventana lo hablará desde el próximo inicio.</translation>
    </message>
    <message>
        <source>There is no tray here to show them: alerts are in the window alone.</source>
        <translation>Aquí no hay bandeja que las muestre: las alertas están solo en la ventana.</translation>
    </message>
    <message>
        <source>There is no tray here: closing the window ends the program.</source>
        <translation>Aquí no hay bandeja: cerrar la ventana termina el programa.</translation>
    </message>
    <message>
        <source>There is no tray here: it starts as a minimized window.</source>
        <translation>Aquí no hay bandeja: arranca como ventana minimizada.</translation>
    </message>
    <message>
        <source>{name}: {share}</source>
        <translation>{name}: {share}</translation>
    </message>
    <message numerus="yes">
        <source>{n} budgets</source>
        <comment>1 budget</comment>
        <translation>
            <numerusform>{n} presupuesto</numerusform>
            <numerusform>{n} presupuestos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Arrows</source>
        <translation>Flechas</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Gráficos</translation>
    </message>
    <message>
        <source>Choose all rows</source>
        <translation>Elegir todas las filas</translation>
    </message>
    <message>
        <source>Close a menu, a message or a dialog</source>
        <translation>Cerrar un menú, mensaje o diálogo</translation>
    </message>
    <message>
        <source>Copy the chosen rows, or all</source>
        <translation>Copiar las filas elegidas, o todas</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>En todas partes</translation>
    </message>
    <message>
        <source>Export the rows in sight as CSV</source>
        <translation>Exportar las filas visibles como CSV</translation>
    </message>
    <message>
        <source>Filter the rows of usage</source>
        <translation>Filtrar las filas de uso</translation>
    </message>
    <message>
        <source>From cell to cell in weekday and hour</source>
        <translation>De celda en celda en día y hora</translation>
    </message>
    <message>
        <source>From step to step, with its figures</source>
        <translation>De paso en paso, con sus cifras</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Inicio</translation>
    </message>
    <message>
        <source>Import usage from a file</source>
        <translation>Importar uso de un archivo</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Atajos de teclado</translation>
    </message>
    <message>
        <source>Left, Right</source>
        <translation>Izquierda, Derecha</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menú</translation>
    </message>
    <message>
        <source>Open the menu</source>
        <translation>Abrir el menú</translation>
    </message>
    <message>
        <source>Pause or go on watching</source>
        <translation>Pausar o reanudar la vigilancia</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Refresh now</source>
        <translation>Actualizar ahora</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Show the whole period</source>
        <translation>Ver todo el periodo</translation>
    </message>
    <message>
        <source>This list; Ctrl+/ too</source>
        <translation>Esta lista; también Ctrl+/</translation>
    </message>
    <message>
        <source>To the next control; Shift+Tab goes back</source>
        <translation>Al siguiente control; Mayús+Tab vuelve</translation>
    </message>
    <message>
        <source>Usage and Reconcile</source>
        <translation>Uso y Conciliación</translation>
    </message>
    <message>
        <source>What can be done with a row; Shift+F10 too</source>
        <translation>Qué se puede hacer con una fila; también Mayús+F10</translation>
    </message>
    <message>
        <source>Zoom in and out at the step</source>
        <translation>Acercar y alejar en el paso</translation>
    </message>
</context>
<context>
    <name>SideBar</name>
    <message>
        <source>Pages</source>
        <translation>Páginas</translation>
    </message>
    <message numerus="yes">
        <source>{n} unread</source>
        <comment>{n} unread</comment>
        <translation>
            <numerusform>{n} sin leer</numerusform>
            <numerusform>{n} sin leer</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Snoozes</name>
    <message>
        <source>An alert that you snooze stays silent for its key, and is listed here until it wakes.</source>
        <translation>Una alerta silenciada calla para su clave y aparece aquí hasta que se reactiva.</translation>
    </message>
    <message>
        <source>Nothing is snoozed</source>
        <translation>Nada está silenciado</translation>
    </message>
    <message>
        <source>Raise such alerts again</source>
        <translation>Volver a dar estas alertas</translation>
    </message>
    <message>
        <source>Silent until {day}, {time}</source>
        <translation>En silencio hasta el {day}, {time}</translation>
    </message>
    <message>
        <source>Wake</source>
        <translation>Reactivar</translation>
    </message>
    <message>
        <source>Wake “{name}”</source>
        <translation>Reactivar «{name}»</translation>
    </message>
</context>
<context>
    <name>States</name>
    <message>
        <source>By hand</source>
        <translation>A mano</translation>
    </message>
    <message>
        <source>Needs a key</source>
        <translation>Falta la clave</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Desactivada</translation>
    </message>
    <message>
        <source>Stale</source>
        <translation>Atrasada</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Calls that programs recorded stand in what the service tells, too, if they are of the same organization: totals then hold them twice. Usage shows each account alone.</source>
        <translation>Las llamadas que registraron los programas también las comunica el servicio si son de la misma organización: los totales las cuentan entonces dos veces. Uso muestra cada cuenta por separado.</translation>
    </message>
    <message>
        <source>Every model has a price</source>
        <translation>Todos los modelos tienen precio</translation>
    </message>
    <message>
        <source>Prices as of {day}, cover {part} of tokens</source>
        <translation>Precios del {day} para el {part} de los tokens</translation>
    </message>
    <message>
        <source>Prices {day}, cover {part}</source>
        <translation>Precios {day}, para el {part}</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Updated {ago}</source>
        <translation>Actualizado {ago}</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>a mano</translation>
    </message>
    <message>
        <source>fresh</source>
        <translation>al día</translation>
    </message>
    <message>
        <source>needs a key</source>
        <translation>sin clave</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>en pausa</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>atrasada</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>en espera</translation>
    </message>
    <message>
        <source>{account} may count twice</source>
        <translation>{account} puede contar doble</translation>
    </message>
    <message numerus="yes">
        <source>{n} need a key</source>
        <comment>1 needs a key</comment>
        <translation>
            <numerusform>1 sin clave</numerusform>
            <numerusform>{n} sin clave</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Statuses</name>
    <message>
        <source>Followed by hand, by import and by programs.</source>
        <translation>Se sigue a mano, por importación y por programas.</translation>
    </message>
    <message>
        <source>Not watched.</source>
        <translation>No se observa.</translation>
    </message>
    <message>
        <source>Waiting for the first answer.</source>
        <translation>Espera la primera respuesta.</translation>
    </message>
</context>
<context>
    <name>Tiers</name>
    <message>
        <source>All batch</source>
        <translation>Todo batch</translation>
    </message>
    <message>
        <source>All fast</source>
        <translation>Todo fast</translation>
    </message>
    <message>
        <source>All flex</source>
        <translation>Todo flex</translation>
    </message>
    <message>
        <source>All priority</source>
        <translation>Todo priority</translation>
    </message>
    <message>
        <source>All standard</source>
        <translation>Todo estándar</translation>
    </message>
    <message>
        <source>As billed</source>
        <translation>Según factura</translation>
    </message>
</context>
<context>
    <name>ToggleSwitch</name>
    <message>
        <source>Off</source>
        <translation>No</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Sí</translation>
    </message>
</context>
<context>
    <name>TokenKinds</name>
    <message>
        <source>Input from the cache</source>
        <translation>Entrada desde la caché</translation>
    </message>
    <message>
        <source>Input into the cache</source>
        <translation>Entrada a la caché</translation>
    </message>
    <message>
        <source>Input, not cached</source>
        <translation>Entrada sin caché</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Salida</translation>
    </message>
    <message>
        <source>{ratio} tokens in for each token out.</source>
        <translation>{ratio} tokens de entrada por cada uno de salida.</translation>
    </message>
    <message>
        <source>{ratio} tokens out for each token in.</source>
        <translation>{ratio} tokens de salida por cada uno de entrada.</translation>
    </message>
</context>
<context>
    <name>Tokens</name>
    <message>
        <source>{count} tokens</source>
        <translation>{count} tokens</translation>
    </message>
    <message numerus="yes">
        <source>{n} tokens</source>
        <comment>1 token</comment>
        <translation>
            <numerusform>1 token</numerusform>
            <numerusform>{n} tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>30 d</source>
        <translation>30 d</translation>
    </message>
    <message>
        <source>6 h</source>
        <translation>6 h</translation>
    </message>
    <message>
        <source>7 d</source>
        <translation>7 d</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>Otro</translation>
    </message>
    <message>
        <source>Days are cut in {zone}</source>
        <translation>Los días empiezan según {zone}</translation>
    </message>
    <message>
        <source>Go on watching</source>
        <translation>Seguir vigilando</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>Mes</translation>
    </message>
    <message>
        <source>Not updated yet</source>
        <translation>Aún sin actualizar</translation>
    </message>
    <message>
        <source>Only {names}. Click to show everything.</source>
        <translation>Solo {names}. Un clic muestra todo.</translation>
    </message>
    <message>
        <source>Only {names}; show everything</source>
        <translation>Solo {names}; mostrar todo</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausar</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>Periodo</translation>
    </message>
    <message>
        <source>Period: choose two days</source>
        <translation>Periodo: elija dos días</translation>
    </message>
    <message>
        <source>Period: {first} to {last}</source>
        <translation>Periodo: {first} a {last}</translation>
    </message>
    <message>
        <source>Prices of the tier that was billed, or what all of it would cost in another</source>
        <translation>Precios del nivel facturado, o lo que costaría todo en otro</translation>
    </message>
    <message>
        <source>Refresh now</source>
        <translation>Actualizar ahora</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>Nivel</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zona horaria</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hoy</translation>
    </message>
    <message>
        <source>Updated {ago}</source>
        <translation>Actualizado {ago}</translation>
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
        <translation>Coste</translation>
    </message>
    <message>
        <source>No usage in this period</source>
        <translation>Sin uso en este periodo</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Open UsageTracker</source>
        <translation>Abrir UsageTracker</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausar</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Refresh now</source>
        <translation>Actualizar ahora</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Ajustes…</translation>
    </message>
    <message>
        <source>Today {amount}</source>
        <translation>Hoy {amount}</translation>
    </message>
    <message>
        <source>UsageTracker, paused</source>
        <translation>UsageTracker, en pausa</translation>
    </message>
    <message numerus="yes">
        <source>{n} new alerts</source>
        <comment>1 new alert</comment>
        <translation>
            <numerusform>1 alerta nueva</numerusform>
            <numerusform>{n} alertas nuevas</numerusform>
        </translation>
    </message>
    <message>
        <source>{rate} tokens/min</source>
        <translation>{rate} tokens/min</translation>
    </message>
</context>
<context>
    <name>TrayFigures</name>
    <message>
        <source>Month end: ~{amount}</source>
        <translation>Fin de mes: ~{amount}</translation>
    </message>
    <message>
        <source>This month: {amount}</source>
        <translation>Este mes: {amount}</translation>
    </message>
    <message>
        <source>Today: {amount}</source>
        <translation>Hoy: {amount}</translation>
    </message>
</context>
<context>
    <name>Trends</name>
    <message>
        <source>Most: {amount}, {step}</source>
        <translation>Máximo: {amount}, {step}</translation>
    </message>
</context>
<context>
    <name>TypedAmounts</name>
    <message>
        <source>a day and a time such as 2026-11-24 15:00</source>
        <translation>un día y una hora como 2026-11-24 15:00</translation>
    </message>
    <message>
        <source>a day such as 2026-11-24, or nothing</source>
        <translation>un día como 2026-11-24, o nada</translation>
    </message>
    <message>
        <source>an amount in US dollars such as 25.50, or nothing</source>
        <translation>un importe en dólares como 25,50, o nada</translation>
    </message>
    <message>
        <source>letters, digits and signs that can be printed</source>
        <translation>letras, cifras y signos imprimibles</translation>
    </message>
    <message>
        <source>per cents above 0 up to 100, such as 50; 80</source>
        <translation>porcentajes mayores que 0 hasta 100, como 50; 80</translation>
    </message>
</context>
<context>
    <name>UndoNotice</name>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>Undo: {what}</source>
        <translation>Deshacer: {what}</translation>
    </message>
</context>
<context>
    <name>UsageColumns</name>
    <message>
        <source>Account</source>
        <translation>Cuenta</translation>
    </message>
    <message>
        <source>All input tokens, cached ones included</source>
        <translation>Todos los tokens de entrada, también los de caché</translation>
    </message>
    <message>
        <source>Cache write</source>
        <translation>A caché</translation>
    </message>
    <message>
        <source>Cached</source>
        <translation>Caché</translation>
    </message>
    <message>
        <source>Cached %</source>
        <translation>Caché %</translation>
    </message>
    <message>
        <source>Context window</source>
        <translation>Ventana de contexto</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Coste</translation>
    </message>
    <message>
        <source>Cost (USD)</source>
        <translation>Coste (USD)</translation>
    </message>
    <message>
        <source>Cost over the period</source>
        <translation>Coste a lo largo del periodo</translation>
    </message>
    <message>
        <source>Cost status</source>
        <translation>Estado del coste</translation>
    </message>
    <message>
        <source>From the price sheet, at the tier in view</source>
        <translation>Según la lista de precios, en el nivel mostrado</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Entrada</translation>
    </message>
    <message>
        <source>Input tokens read from a cache</source>
        <translation>Tokens de entrada leídos de una caché</translation>
    </message>
    <message>
        <source>Input tokens written to a cache</source>
        <translation>Tokens de entrada escritos en una caché</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clave</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Nobody told these: they are unknown</source>
        <translation>Nadie los ha indicado: se desconocen</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Salida</translation>
    </message>
    <message>
        <source>Output tokens</source>
        <translation>Tokens de salida</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Proyecto</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Peticiones</translation>
    </message>
    <message>
        <source>Requests to models</source>
        <translation>Peticiones a modelos</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Servicio</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Parte</translation>
    </message>
    <message>
        <source>The share of input that was read from a cache</source>
        <translation>Parte de la entrada leída de una caché</translation>
    </message>
    <message>
        <source>The share of the cost of all rows</source>
        <translation>Parte del coste de todas las filas</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>Nivel</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Evolución</translation>
    </message>
    <message>
        <source>{cached} of {every} input tokens</source>
        <translation>{cached} de {every} tokens de entrada</translation>
    </message>
</context>
<context>
    <name>UsageForm</name>
    <message>
        <source>Add usage of {account}</source>
        <translation>Añadir uso de {account}</translation>
    </message>
    <message>
        <source>All of it, cached included.</source>
        <translation>Toda, también la de la caché.</translation>
    </message>
    <message>
        <source>Cached input</source>
        <translation>Entrada de la caché</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Coste</translation>
    </message>
    <message>
        <source>Edit an entry of {account}</source>
        <translation>Editar una entrada de {account}</translation>
    </message>
    <message>
        <source>Empty: estimated from the price sheet.</source>
        <translation>Vacío: estimado con la lista de precios.</translation>
    </message>
    <message>
        <source>Enter at least one count, or the cost.</source>
        <translation>Introduzca al menos una cantidad o el coste.</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Entrada</translation>
    </message>
    <message>
        <source>Kept with the entry and in exports.</source>
        <translation>Se guarda con la entrada y en las exportaciones.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Not taken: cached input is a part of the input and can&apos;t be more.</source>
        <translation>No se aceptó: la entrada de la caché es parte de la entrada y no puede ser mayor.</translation>
    </message>
    <message>
        <source>Not taken: this is too long ago.</source>
        <translation>No se aceptó: hace demasiado tiempo.</translation>
    </message>
    <message>
        <source>Not taken: this lies in the future.</source>
        <translation>No se aceptó: está en el futuro.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Salida</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Peticiones</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>The part of the input that came from a cache.</source>
        <translation>La parte de la entrada que vino de una caché.</translation>
    </message>
    <message>
        <source>US dollars</source>
        <translation>dólares</translation>
    </message>
    <message>
        <source>What you leave empty stays unknown: it is not taken for 0.</source>
        <translation>Lo que deje vacío queda como desconocido: no se toma por 0.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>tokens</translation>
    </message>
</context>
<context>
    <name>UsageGrid</name>
    <message>
        <source>Total of {shown}</source>
        <translation>Total de {shown}</translation>
    </message>
    <message>
        <source>Total of {shown} of {every}</source>
        <translation>Total de {shown} de {every}</translation>
    </message>
    <message>
        <source>Totals</source>
        <translation>Totales</translation>
    </message>
    <message>
        <source>Usage by key and model</source>
        <translation>Uso por clave y modelo</translation>
    </message>
</context>
<context>
    <name>UsagePage</name>
    <message>
        <source>Account</source>
        <translation>Cuenta</translation>
    </message>
    <message>
        <source>As soon as a watched key is used, it will be here.</source>
        <translation>En cuanto se use una clave vigilada, estará aquí.</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Quitar filtro</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Columnas</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Copiar filas</translation>
    </message>
    <message>
        <source>Copy the selected rows, or all, with headers and exact counts (Ctrl+C)</source>
        <translation>Copiar las filas elegidas, o todas, con títulos y cifras exactas (Ctrl+C)</translation>
    </message>
    <message>
        <source>Everything apart</source>
        <translation>Todo por separado</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <source>Filter by key, project, model or tier</source>
        <translation>Filtrar por clave, proyecto, modelo o nivel</translation>
    </message>
    <message>
        <source>Filter rows</source>
        <translation>Filtrar filas</translation>
    </message>
    <message>
        <source>Group rows by</source>
        <translation>Agrupar filas por</translation>
    </message>
    <message>
        <source>Group: {title}</source>
        <translation>Grupo: {title}</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clave</translation>
    </message>
    <message>
        <source>Key and model</source>
        <translation>Clave y modelo</translation>
    </message>
    <message>
        <source>Keys and models that were used will be here.</source>
        <translation>Aquí estarán las claves y los modelos usados.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Model and context window</source>
        <translation>Modelo y ventana de contexto</translation>
    </message>
    <message>
        <source>Model and tier</source>
        <translation>Modelo y nivel</translation>
    </message>
    <message>
        <source>No row matches</source>
        <translation>Ninguna fila coincide</translation>
    </message>
    <message>
        <source>No usage in 30 days</source>
        <translation>Sin uso en 30 días</translation>
    </message>
    <message>
        <source>No usage in this period</source>
        <translation>Sin uso en este periodo</translation>
    </message>
    <message>
        <source>Nothing read yet</source>
        <translation>Aún no se ha leído nada</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Proyecto</translation>
    </message>
    <message>
        <source>Rows hold names and IDs of keys, projects, models and tiers.</source>
        <translation>Las filas contienen nombres e ID de claves, proyectos, modelos y niveles.</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Servicio</translation>
    </message>
    <message>
        <source>Show 30 days</source>
        <translation>Ver 30 días</translation>
    </message>
    <message>
        <source>Show its alerts</source>
        <translation>Ver sus alertas</translation>
    </message>
    <message>
        <source>Show its chart</source>
        <translation>Ver su gráfico</translation>
    </message>
    <message>
        <source>Show its key</source>
        <translation>Ver su clave</translation>
    </message>
    <message>
        <source>Show only this</source>
        <translation>Ver solo esto</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>Ordenar por</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>Nivel</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Uso</translation>
    </message>
    <message>
        <source>Usage by key and model will be here after the first answer.</source>
        <translation>El uso por clave y modelo estará aquí tras la primera respuesta.</translation>
    </message>
</context>
<context>
    <name>WhatIf</name>
    <message>
        <source>Against billed</source>
        <translation>Frente a factura</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>Todas las claves</translation>
    </message>
    <message>
        <source>Caching cost {amount} more than it saved.</source>
        <translation>La caché costó {amount} más de lo que ahorró.</translation>
    </message>
    <message>
        <source>Caching saved</source>
        <translation>Ahorro por caché</translation>
    </message>
    <message>
        <source>Caching saved nothing.</source>
        <translation>La caché no ahorró nada.</translation>
    </message>
    <message>
        <source>Caching saved {amount} ({part}).</source>
        <translation>La caché ahorró {amount} ({part}).</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Copy the chosen rows, or all, with headers and exact costs (Ctrl+C)</source>
        <translation>Copiar las filas elegidas, o todas, con títulos y costes exactos (Ctrl+C)</translation>
    </message>
    <message>
        <source>Copy the table of tiers</source>
        <translation>Copiar la tabla de niveles</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Coste</translation>
    </message>
    <message>
        <source>Cost of each key in each tier</source>
        <translation>Coste de cada clave en cada nivel</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clave</translation>
    </message>
    <message>
        <source>No price</source>
        <translation>Sin precio</translation>
    </message>
    <message>
        <source>No tier would have been cheaper.</source>
        <translation>Ningún nivel habría sido más barato.</translation>
    </message>
    <message>
        <source>The same usage in each tier</source>
        <translation>El mismo uso en cada nivel</translation>
    </message>
    <message>
        <source>Where some of the usage has no price in a tier, its cost is a lower bound and can&apos;t be compared.</source>
        <translation>Donde parte del uso no tiene precio en un nivel, su coste es un mínimo y no puede compararse.</translation>
    </message>
    <message>
        <source>Without a price</source>
        <translation>Sin precio</translation>
    </message>
    <message>
        <source>{part} of tokens</source>
        <translation>{part} de los tokens</translation>
    </message>
    <message>
        <source>{tier} would have saved {amount} ({part}).</source>
        <translation>{tier} habría ahorrado {amount} ({part}).</translation>
    </message>
</context>
<context>
    <name>WindowMenu</name>
    <message>
        <source>About UsageTracker</source>
        <translation>Acerca de UsageTracker</translation>
    </message>
    <message>
        <source>Export, import, keyboard shortcuts, about ({keys})</source>
        <translation>Exportar, importar, atajos, acerca de ({keys})</translation>
    </message>
    <message>
        <source>Import usage from a file…</source>
        <translation>Importar uso de un archivo…</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Atajos de teclado</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menú</translation>
    </message>
    <message>
        <source>Picture of this page…</source>
        <translation>Imagen de esta página…</translation>
    </message>
    <message>
        <source>Report as a web page…</source>
        <translation>Informe como página web…</translation>
    </message>
    <message>
        <source>Rows as CSV…</source>
        <translation>Filas como CSV…</translation>
    </message>
    <message>
        <source>Rows as JSON…</source>
        <translation>Filas como JSON…</translation>
    </message>
</context>
<context>
    <name>Zones</name>
    <message>
        <source>Africa</source>
        <translation>África</translation>
    </message>
    <message>
        <source>America</source>
        <translation>América</translation>
    </message>
    <message>
        <source>Antarctica</source>
        <translation>Antártida</translation>
    </message>
    <message>
        <source>Asia</source>
        <translation>Asia</translation>
    </message>
    <message>
        <source>Atlantic</source>
        <translation>Atlántico</translation>
    </message>
    <message>
        <source>Australia</source>
        <translation>Australia</translation>
    </message>
    <message>
        <source>Europe</source>
        <translation>Europa</translation>
    </message>
    <message>
        <source>Indian</source>
        <translation>Índico</translation>
    </message>
    <message>
        <source>Pacific</source>
        <translation>Pacífico</translation>
    </message>
    <message>
        <source>UTC, as the services bill</source>
        <translation>UTC, como facturan los servicios</translation>
    </message>
    <message>
        <source>{zone}, this computer</source>
        <translation>{zone}, este equipo</translation>
    </message>
</context>
</TS>
