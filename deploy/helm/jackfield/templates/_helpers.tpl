{{/* The release's name, short enough for a suffix. */}}
{{- define "jackfield.name" -}}
{{- if contains "jackfield" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-jackfield" (.Release.Name | trunc 40 | trimSuffix "-") }}{{ end -}}
{{- end }}

{{/* (dict "root" $ "component" "gateway") */}}
{{- define "jackfield.selector" -}}
app.kubernetes.io/name: jackfield
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "jackfield.labels" -}}
{{ include "jackfield.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "jackfield.serviceAccount" -}}
{{- if .Values.serviceAccount.name }}{{ .Values.serviceAccount.name }}{{ else if .Values.serviceAccount.create }}{{ include "jackfield.name" . }}{{ else }}default{{ end -}}
{{- end }}

{{/* A pod of either plane: (dict "root" $ "component" "gateway" "values" .Values.gateway) */}}
{{- define "jackfield.podTemplate" -}}
metadata:
  labels:
    {{- include "jackfield.labels" . | nindent 4 }}
  annotations:
    # A changed catalogue is a new pod.
    checksum/catalog: {{ .root.Values.catalog | sha256sum }}
    {{- with .values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
    kubectl.kubernetes.io/default-container: jackfield
spec:
  serviceAccountName: {{ include "jackfield.serviceAccount" .root }}
  # The program never asks Kubernetes.
  automountServiceAccountToken: false
  # Else a Service named "jackfield" sets JACKFIELD_PORT.
  enableServiceLinks: false
  # The drain, the 30 s that turns under way get, and 5 s more.
  terminationGracePeriodSeconds: {{ add (div (add (int .root.Values.drainMs) 999) 1000) 35 }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 1000
    runAsGroup: 1000
    fsGroup: 1000
    seccompProfile: { type: RuntimeDefault }
  {{- with .root.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  topologySpreadConstraints:
    {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
    - maxSkew: 1
      topologyKey: {{ . }}
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "jackfield.selector" $ | nindent 10 }}
    {{- end }}
  containers:
    - name: jackfield
      image: {{ printf "%s:%s" .root.Values.image.repository (.root.Values.image.tag | default .root.Chart.AppVersion) | quote }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      args: [serve, --role, {{ .component }}]
      env:
        - name: JACKFIELD_PORT
          value: '4100'
        - name: JACKFIELD_DRAIN_MS
          value: {{ int .root.Values.drainMs | quote }}
        - name: JACKFIELD_LOG_LEVEL
          value: {{ .root.Values.logLevel }}
        - name: JACKFIELD_MASTER_KEY_FILE
          value: /run/secrets/jackfield/master-key
        - name: JACKFIELD_DATABASE_URL_FILE
          value: /run/secrets/jackfield/database-url
        {{- if eq .component "gateway" }}
        - name: JACKFIELD_WORKERS
          value: {{ int .values.workers | quote }}
        {{- else if .root.Values.adminToken }}
        - name: JACKFIELD_ADMIN_TOKEN_FILE
          value: /run/secrets/jackfield/admin-token
        {{- end }}
        {{- with .root.Values.allowedHosts }}
        - name: JACKFIELD_ALLOWED_HOSTS
          value: {{ join "," . | quote }}
        {{- end }}
        {{- with .root.Values.trustedProxies }}
        - name: JACKFIELD_TRUSTED_PROXIES
          value: {{ join "," . | quote }}
        {{- end }}
        {{- with .root.Values.allowEndpoints }}
        - name: JACKFIELD_ALLOW_ENDPOINTS
          value: {{ join "," . | quote }}
        {{- end }}
        {{- with .root.Values.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with .root.Values.extraEnvFrom }}
      envFrom:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      ports:
        - name: http
          containerPort: 4100
      livenessProbe:
        httpGet: { path: /healthz, port: http }
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      # Not before the configuration is loaded; 503 as soon as SIGTERM came.
      readinessProbe:
        httpGet: { path: /readyz, port: http }
        periodSeconds: 2
        timeoutSeconds: 2
        failureThreshold: 2
      resources:
        {{- toYaml .values.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      volumeMounts:
        - name: secrets
          mountPath: /run/secrets/jackfield
          readOnly: true
        - name: data
          mountPath: /data
        {{- if .root.Values.catalog }}
        - name: catalog
          mountPath: /data/catalog.yaml
          subPath: catalog.yaml
          readOnly: true
        {{- end }}
  volumes:
    - name: secrets
      secret:
        secretName: {{ .root.Values.existingSecret }}
        # Readable for the program's group alone.
        defaultMode: 0440
        items:
          - { key: master-key, path: master-key }
          - { key: database-url, path: database-url }
          {{- if and (eq .component "control") .root.Values.adminToken }}
          - { key: admin-token, path: admin-token }
          {{- end }}
    # All that lasts is in PostgreSQL.
    - name: data
      emptyDir: { medium: Memory, sizeLimit: 64Mi }
    {{- if .root.Values.catalog }}
    - name: catalog
      configMap:
        name: {{ include "jackfield.name" .root }}-catalog
    {{- end }}
  {{- with .values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{/*
The cloud metadata addresses that lie in an IPv4 network, as a list for `except`:
(dict "cidr" "100.64.0.0/10"). The program refuses them too, in every notation.
*/}}
{{- define "jackfield.metadataIn" -}}
{{- $network := splitList "/" .cidr }}
{{- $size := 1 }}
{{- range until (int (sub 32 (int (last $network)))) }}{{ $size = mul $size 2 }}{{ end }}
{{- $number := 0 }}
{{- range splitList "." (first $network) }}{{ $number = add (mul $number 256) (int .) }}{{ end }}
{{- range list "100.100.100.200" "168.63.129.16" "169.254.0.23" "169.254.42.42" "169.254.169.254" "169.254.170.2" "169.254.170.23" "192.0.0.192" }}
{{- $address := 0 }}
{{- range splitList "." . }}{{ $address = add (mul $address 256) (int .) }}{{ end }}
{{- if eq (div $address $size) (div $number $size) }}
- {{ . }}/32
{{- end }}
{{- end }}
{{- end }}

{{/* One network that may be reached. A single metadata address is refused, a network gets them taken out. */}}
{{- define "jackfield.ipBlock" -}}
ipBlock:
  cidr: {{ .cidr }}
  {{- if not (contains ":" .cidr) }}
  {{- $except := include "jackfield.metadataIn" . | trim }}
  {{- if and $except (hasSuffix "/32" .cidr) }}
  {{- fail (printf "networkPolicy: %s is a cloud metadata service and is never let through." .cidr) }}
  {{- end }}
  {{- with $except }}
  except:
    {{- . | nindent 4 }}
  {{- end }}
  {{- end }}
{{- end }}
