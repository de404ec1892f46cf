{{/* Environment of the server: the hashes of API keys. */}}
{{- define "classifier.hashesEnvironment" -}}
{{- with .Values.access.hashes -}}
{{- if .secretName }}
- name: CLASSIFIER_SECURITY_APIKEYS
  valueFrom:
    secretKeyRef:
      name: {{ .secretName }}
      key: {{ .entry }}
- name: CLASSIFIER_SECURITY_REQUIRED
  value: "true"
{{- end }}
{{- end }}
{{- end -}}

{{/* Environment of the server: the certificate of both ports, taken anew when it changes. */}}
{{- define "classifier.tlsEnvironment" -}}
{{- if .Values.tls.secretName }}
- name: SERVER_SSL_BUNDLE
  value: server
- name: MANAGEMENT_SERVER_SSL_BUNDLE
  value: server
- name: SPRING_SSL_BUNDLE_PEM_SERVER_KEYSTORE_CERTIFICATE
  value: /etc/classifier/tls/tls.crt
- name: SPRING_SSL_BUNDLE_PEM_SERVER_KEYSTORE_PRIVATEKEY
  value: /etc/classifier/tls/tls.key
- name: SPRING_SSL_BUNDLE_PEM_SERVER_RELOADONUPDATE
  value: "true"
{{- end }}
{{- end -}}

{{/* The certificate and its key, readable for the group of the server. */}}
{{- define "classifier.tlsVolume" -}}
- name: tls
  secret:
    secretName: {{ .Values.tls.secretName }}
    defaultMode: 0440
{{- end -}}

{{/* Whether "helm test" and the monitor are told of an issuer. */}}
{{- define "classifier.hasIssuer" -}}
{{- if and .Values.tls.secretName .Values.tls.caEntry }}true{{ end -}}
{{- end -}}

{{- define "classifier.scheme" -}}
{{- ternary "https" "http" (not (empty .Values.tls.secretName)) -}}
{{- end -}}

{{/* Name that the certificate must be of. */}}
{{- define "classifier.serverName" -}}
{{- printf "%s.%s.svc" (include "classifier.fullname" .) .Release.Namespace -}}
{{- end -}}
